package io.camelid.shell.internal.command;

import io.camelid.gateway.RouteExplainer;
import io.camelid.gateway.RouteExplainer.Explanation;
import io.camelid.gateway.RouteExplainer.Step;
import io.camelid.shell.internal.Column;
import io.camelid.shell.internal.Json;
import io.camelid.shell.internal.ReportCommand;
import io.camelid.shell.internal.RequestHeaders;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** {@code llm:route-explain METHOD URL}. */
@Service
@Command(
        scope = "llm",
        name = "route-explain",
        description = "Says step by step what would become of a request: listener, rule, rewrites, backend, format,"
                + " provider and what would be sent. Sends nothing.",
        detailedDescription = "For example: llm:route-explain POST http://localhost:8080/openai/v1/chat/completions"
                + " -d '{\"model\":\"gpt-4o\",\"messages\":[]}'")
public class RouteExplainCommand extends ReportCommand {
    @Option(
            name = "-H",
            aliases = "--header",
            multiValued = true,
            censor = true,
            valueToShowInHelp = "",
            description = "A header field of the request, as 'Name: value'; may be given again")
    List<String> headers = List.of();

    @Option(
            name = "-d",
            aliases = "--data",
            valueToShowInHelp = "",
            description = "The request's body; without one, one is imagined")
    String body = "";

    @Argument(index = 0, name = "METHOD", required = true, description = "The HTTP method, for example POST")
    @Completion(
            value = StringsCompleter.class,
            values = {"GET", "POST", "PUT", "DELETE"})
    String method;

    @Argument(
            index = 1,
            name = "URL",
            required = true,
            description = "Where the request goes, with a listener's port; a path alone when there is one listener."
                    + " Quote it when it holds a query.")
    String url;

    @Argument(
            index = 2,
            name = "options",
            multiValued = true,
            valueToShowInHelp = "",
            description = "Options may also come last")
    @Completion(
            value = StringsCompleter.class,
            values = {"-H", "-d", "--json", "--no-format"})
    List<String> words = List.of();

    @Reference
    RouteExplainer explainer;

    @Override
    protected List<String> words() {
        return words;
    }

    @Override
    protected void run() throws Exception {
        ByteBuffer bytes =
                ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)).asReadOnlyBuffer();
        Explanation explanation =
                explainer.explain(method.toUpperCase(Locale.ROOT), uri(), RequestHeaders.parse(headers), bytes);
        if (json) {
            out.println(Json.array(List.of(object(explanation))));
            return;
        }
        table(explanation.steps(), List.of(Column.text("STEP", Step::name), Column.text("WHAT HAPPENS", Step::text)));
        out.println(explanation.served() ? "The request would be served." : "The request would not be served.");
    }

    private URI uri() throws CommandException {
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            throw new CommandException("not a URL: " + e.getMessage());
        }
    }

    private static Map<String, Object> object(Explanation explanation) {
        return Json.object(
                "served",
                explanation.served(),
                "steps",
                explanation.steps().stream()
                        .map(step -> Json.object("name", step.name(), "text", step.text()))
                        .toList());
    }
}
