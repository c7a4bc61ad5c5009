package io.camelid.config.internal.traffic;

import io.camelid.config.snapshot.ResponseCondition;
import io.camelid.spi.Headers;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.projectnessie.cel.Ast;
import org.projectnessie.cel.Env;
import org.projectnessie.cel.Env.AstIssuesTuple;
import org.projectnessie.cel.EnvOption;
import org.projectnessie.cel.Program;
import org.projectnessie.cel.checker.Decls;
import org.projectnessie.cel.common.CELError;
import org.projectnessie.cel.common.types.BoolT;

/**
 * A condition in the Common Expression Language over {@code response.code} and {@code response.headers},
 * whose names are in lower case. It is checked when it is read: what is misspelt there cannot be met later.
 * The language has no loops but over what it is given, and the expression is short, so an evaluation is too.
 */
final class CelCondition implements ResponseCondition {
    private static final int LONGEST = 1024;
    private static final String CODE = "response.code";
    private static final String HEADERS = "response.headers";

    private final String text;
    private final Program program;

    private CelCondition(String text, Program program) {
        this.text = text;
        this.program = program;
    }

    /**
     * @throws IllegalArgumentException says what is wrong with it
     */
    static ResponseCondition of(String text) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("must have at most " + LONGEST + " characters");
        }
        Env env = Env.newEnv(EnvOption.declarations(
                Decls.newVar(CODE, Decls.Int), Decls.newVar(HEADERS, Decls.newMapType(Decls.String, Decls.String))));
        Ast ast = checked(env, text);
        if (!Decls.Bool.equals(ast.getResultType())) {
            throw new IllegalArgumentException("must be true or false, not a value");
        }
        return new CelCondition(text, env.program(ast));
    }

    private static Ast checked(Env env, String text) {
        try {
            return sound(env.check(sound(env.parse(text))));
        } catch (StackOverflowError nested) {
            throw new IllegalArgumentException("is nested too deeply");
        }
    }

    private static Ast sound(AstIssuesTuple result) {
        if (result.hasIssues()) {
            String errors = result.getIssues().getErrors().stream()
                    .map(CELError::getMessage)
                    .limit(1)
                    .collect(Collectors.joining());
            throw new IllegalArgumentException("is no CEL expression: " + errors);
        }
        return result.getAst();
    }

    @Override
    public String text() {
        return text;
    }

    @Override
    public boolean holds(int status, Headers headers) {
        Map<String, String> byName = new HashMap<>();
        headers.forEach((name, value) -> byName.merge(name.toLowerCase(Locale.ROOT), value, (a, b) -> a + ", " + b));
        return program.eval(Map.of(CODE, (long) status, HEADERS, byName)).getVal() == BoolT.True;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CelCondition condition && condition.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
