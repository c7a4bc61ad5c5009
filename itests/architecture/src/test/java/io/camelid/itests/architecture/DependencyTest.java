package io.camelid.itests.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The dependency table of docs/architecture.md. */
class DependencyTest {
    private static final String CAMEL = "io.camelid.camel";
    private static final String SPI = "io.camelid.spi";
    private static final String FORMAT = "io.camelid.format";
    private static final String CREDENTIAL = "io.camelid.credential";
    private static final String CONFIG = "io.camelid.config";
    private static final String GATEWAY = "io.camelid.gateway";
    private static final String TELEMETRY = "io.camelid.telemetry";

    /** Which of our bundles each bundle may import. */
    private static final Map<String, Set<String>> ALLOWED = new TreeMap<>(Map.ofEntries(
            Map.entry(CAMEL, Set.of()),
            Map.entry(SPI, Set.of()),
            Map.entry(FORMAT, Set.of(SPI)),
            Map.entry("io.camelid.format.openai", Set.of(SPI, FORMAT)),
            Map.entry("io.camelid.format.anthropic", Set.of(SPI, FORMAT)),
            Map.entry("io.camelid.format.gemini", Set.of(SPI, FORMAT)),
            Map.entry("io.camelid.format.bedrock", Set.of(SPI, FORMAT)),
            Map.entry("io.camelid.provider.openai", Set.of(SPI)),
            Map.entry("io.camelid.provider.anthropic", Set.of(SPI)),
            Map.entry("io.camelid.provider.gemini", Set.of(SPI)),
            Map.entry(CREDENTIAL, Set.of(SPI)),
            Map.entry("io.camelid.provider.vertexai", Set.of(SPI, CREDENTIAL)),
            Map.entry("io.camelid.provider.bedrock", Set.of(SPI, CREDENTIAL)),
            Map.entry("io.camelid.provider.azureopenai", Set.of(SPI)),
            Map.entry("io.camelid.provider.custom", Set.of(SPI)),
            Map.entry("io.camelid.provider.demo", Set.of(SPI)),
            Map.entry(CONFIG, Set.of(SPI)),
            Map.entry("io.camelid.config.directory", Set.of(CAMEL, CONFIG)),
            Map.entry("io.camelid.config.kubernetes", Set.of(CAMEL, CONFIG)),
            Map.entry(GATEWAY, Set.of(SPI, CONFIG)),
            Map.entry("io.camelid.http", Set.of(CAMEL, SPI, CONFIG, GATEWAY)),
            Map.entry("io.camelid.routes", Set.of(CAMEL, SPI, CONFIG, GATEWAY)),
            Map.entry(TELEMETRY, Set.of(SPI, CONFIG, GATEWAY)),
            Map.entry("io.camelid.admin", Set.of(SPI, CONFIG, GATEWAY, TELEMETRY)),
            Map.entry("io.camelid.shell", Set.of(SPI, CONFIG, GATEWAY)),
            Map.entry("io.camelid.karaf", Set.of())));

    /** What is not shipped. */
    private static final Set<String> NOT_SHIPPED = Set.of("io.camelid.testkit");

    /** Jackson's trees are what this package offers to the formats, and formats alone import it. */
    private static final String TREES = FORMAT + ".tree";

    /** Where Camel may be used. */
    private static final Set<String> FLOW = Set.of(
            CAMEL,
            "io.camelid.config.directory",
            "io.camelid.config.kubernetes",
            "io.camelid.http",
            "io.camelid.routes");

    private static final Map<String, Set<String>> PACKAGES = new TreeMap<>();
    private static JavaClasses classes;

    @BeforeAll
    static void read() throws IOException {
        classes = new ClassFileImporter()
                .importPaths(
                        ALLOWED.keySet().stream().map(DependencyTest::compiled).toList());
        for (String bundle : ALLOWED.keySet()) {
            JavaClasses own = new ClassFileImporter().importPath(compiled(bundle));
            Set<String> packages = new TreeSet<>();
            own.forEach(type -> packages.add(type.getPackageName()));
            // Providers embed libraries, and this one is ours.
            packages.removeIf(name -> name.equals(CREDENTIAL) && !bundle.equals(name));
            PACKAGES.put(bundle, packages);
        }
    }

    @Test
    void everyBundleIsInTheTable() throws IOException {
        try (Stream<Path> folders = Files.list(bundles())) {
            Set<String> present = new TreeSet<>();
            folders.map(folder -> folder.getFileName().toString())
                    .filter(name -> name.startsWith("io.camelid.") && !NOT_SHIPPED.contains(name))
                    .forEach(present::add);
            assertEquals(ALLOWED.keySet(), present);
        }
        PACKAGES.forEach((bundle, packages) -> assertTrue(!packages.isEmpty(), bundle + " is not compiled"));
    }

    @Test
    void packagesBeginWithTheirBundlesName() {
        PACKAGES.forEach((bundle, packages) ->
                packages.forEach(name -> assertTrue((name + ".").startsWith(bundle + "."), name + " in " + bundle)));
    }

    @Test
    void bundlesImportOnlyWhatTheTableAllows() {
        ALLOWED.forEach((bundle, allowed) -> noClasses()
                .that(areIn(bundle))
                .should()
                .dependOnClassesThat(new DescribedPredicate<JavaClass>("are in bundles other than " + allowed) {
                    @Override
                    public boolean test(JavaClass target) {
                        Optional<String> owner = owner(target);
                        return owner.isPresent() && !owner.get().equals(bundle) && !allowed.contains(owner.get());
                    }
                })
                .allowEmptyShould(true)
                .check(classes));
    }

    @Test
    void nobodyImportsAnothersInternals() {
        noClasses()
                .should(new ArchCondition<JavaClass>("use the internal packages of another bundle") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                            JavaClass target = dependency.getTargetClass();
                            boolean foreign =
                                    owner(target).isPresent() && !owner(target).equals(owner(type));
                            boolean internal = (target.getPackageName() + ".").contains(".internal.");
                            events.add(
                                    new SimpleConditionEvent(type, foreign && internal, dependency.getDescription()));
                        }
                    }
                })
                .check(classes);
    }

    @Test
    void theSpiImportsNothingButTheJdk() {
        noClasses()
                .that(areIn(SPI))
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("java..", SPI + "..", "org.osgi.annotation..")
                .check(classes);
    }

    @Test
    void theGatewayKnowsNeitherCamelNorAnHttpLibraryNorJackson() {
        noClasses()
                .that(areIn(GATEWAY))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.camel..", "org.eclipse.jetty..", "com.fasterxml..", "java.net.http..")
                .check(classes);
    }

    @Test
    void camelIsUsedOnlyWhereTheFlowIs() {
        noClasses()
                .that(new DescribedPredicate<JavaClass>("are outside of " + FLOW) {
                    @Override
                    public boolean test(JavaClass type) {
                        return owner(type).isPresent()
                                && !FLOW.contains(owner(type).get());
                    }
                })
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.camel..")
                .check(classes);
    }

    @Test
    void signaturesOfApisNameNoThirdParty() {
        methods()
                .that()
                .areDeclaredInClassesThat(new DescribedPredicate<JavaClass>("are public API") {
                    @Override
                    public boolean test(JavaClass type) {
                        return owner(type).isPresent()
                                && type.getModifiers().contains(JavaModifier.PUBLIC)
                                && !type.getPackageName().equals(TREES)
                                && !(type.getPackageName() + ".").contains(".internal.");
                    }
                })
                .and()
                .arePublic()
                .should(new ArchCondition<JavaMethod>("name only the JDK and ourselves") {
                    @Override
                    public void check(JavaMethod method, ConditionEvents events) {
                        method.getAllInvolvedRawTypes().stream()
                                .map(JavaClass::getBaseComponentType)
                                .filter(type -> !type.isPrimitive())
                                .filter(type -> !type.getPackageName().startsWith("java."))
                                .filter(type -> !type.getPackageName().startsWith("io.camelid."))
                                .forEach(type -> events.add(SimpleConditionEvent.violated(
                                        method, method.getFullName() + " names " + type.getName())));
                    }
                })
                .check(classes);
    }

    private static DescribedPredicate<JavaClass> areIn(String bundle) {
        return new DescribedPredicate<>("are in " + bundle) {
            @Override
            public boolean test(JavaClass type) {
                return owner(type).equals(Optional.of(bundle));
            }
        };
    }

    private static Optional<String> owner(JavaClass type) {
        return PACKAGES.entrySet().stream()
                .filter(entry -> entry.getValue().contains(type.getPackageName()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** A bundle's classes without those of others that are embedded in it. */
    private static Path compiled(String bundle) {
        return bundles().resolve(bundle).resolve("target/classes/io/camelid");
    }

    private static Path bundles() {
        return Path.of("").toAbsolutePath().getParent().getParent().resolve("bundles");
    }
}
