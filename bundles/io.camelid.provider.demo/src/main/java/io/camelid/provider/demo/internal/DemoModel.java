package io.camelid.provider.demo.internal;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a model name makes the demo do.
 *
 * @param status the HTTP status of the answer
 * @param silent whether no answer comes at all
 * @param headStart how long the answer's head takes
 * @param tokensPerSecond how fast a stream is
 * @param breaks whether the connection breaks amid the content
 */
record DemoModel(int status, boolean silent, Duration headStart, int tokensPerSecond, boolean breaks) {
    /** The models that are listed; {@code demo-<status>} answers any other error too. */
    static final List<String> NAMES = List.of(
            "demo", "demo-slow", "demo-slow-start", "demo-hang", "demo-broken", "demo-429", "demo-500", "demo-503");

    static final String DOC = "demo answers as it should; demo-slow sends two words a second; demo-slow-start takes ten"
            + " seconds to begin; demo-hang never answers; demo-broken breaks off amid the content; demo-<status>, for"
            + " example demo-429 or demo-500, answers that error; any other name is like demo.";

    private static final Pattern ERROR = Pattern.compile("demo-([45]\\d\\d)");

    static DemoModel named(String name, int tokensPerSecond) {
        Matcher error = ERROR.matcher(name);
        if (error.matches()) {
            return new DemoModel(Integer.parseInt(error.group(1)), false, Duration.ZERO, tokensPerSecond, false);
        }
        Duration headStart = name.equals("demo-slow-start") ? Duration.ofSeconds(10) : Duration.ZERO;
        int pace = name.equals("demo-slow") ? 2 : tokensPerSecond;
        return new DemoModel(200, name.equals("demo-hang"), headStart, pace, name.equals("demo-broken"));
    }

    boolean isError() {
        return status >= 400;
    }

    Duration pause() {
        return Duration.ofSeconds(1).dividedBy(tokensPerSecond);
    }
}
