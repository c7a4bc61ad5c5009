package io.camelid.bench.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProfileTest {
    private static final String WRITE = "start_thread;java/lang/Thread.run;org/eclipse/jetty/io/ManagedSelector.run;"
            + "io/camelid/http/internal/relay/ClientOutput.write;sun/nio/ch/IOUtil.write;"
            + "entry_SYSCALL_64_after_hwframe_[k];do_syscall_64_[k];ksys_write_[k];tcp_sendmsg_[k] 6";
    private static final String PARSE =
            "java/lang/Thread.run;io/camelid/format/openai/internal/Body.read;com/fasterxml/jackson/core/Parser.next 3";
    private static final String COMPILE = "start_thread;CompileBroker::compiler_thread_loop;C2Compiler::compile 1";

    private final Stacks stacks = Stacks.parse(List.of(WRITE, PARSE, COMPILE, ""));

    @Test
    void workBelongsToTheNearestCallerThatIsNotTheJdk() {
        Map<String, Double> owners = stacks.shares(stack -> Optional.of(Frames.owner(stack)));
        assertEquals(Map.of("io.camelid.http", 0.6, "com.fasterxml.jackson", 0.3, Frames.COMPILER, 0.1), owners);
        assertEquals("io.camelid.http", owners.keySet().iterator().next());
        assertEquals(Map.of("write", 0.6), stacks.shares(Frames::systemCall));
    }

    @Test
    void bundlesOfTwoWordsAreToldApart() {
        Stacks body = stacks.only(stack -> stack.frames().get(1).startsWith("io/camelid/format"));
        assertEquals(Map.of("com.fasterxml.jackson", 1.0), body.shares(stack -> Optional.of(Frames.owner(stack))));
        Stacks own = Stacks.parse(List.of("io/camelid/format/openai/internal/Body.read;java/lang/String.hashCode 1"));
        assertEquals(Map.of("io.camelid.format.openai", 1.0), own.shares(stack -> Optional.of(Frames.owner(stack))));
    }

    @Test
    void aMethodIsCountedOncePerStackWithAllItCalls() {
        Stacks recursive = Stacks.parse(List.of("io/camelid/a/A.f;io/camelid/a/A.f;java/B.g 2", "java/B.g 2"));
        assertEquals(Map.of("io/camelid/a/A.f", 0.5), recursive.inclusive(Frames::isOurs));
    }

    @Test
    void tablesShowEveryOwner() {
        String text = ProfileTables.cpu(stacks, "a request", 20);
        assertTrue(text.contains("io.camelid.http"), text);
        assertTrue(text.contains("12.0"), text);
        assertTrue(text.contains(Frames.COMPILER), text);
    }
}
