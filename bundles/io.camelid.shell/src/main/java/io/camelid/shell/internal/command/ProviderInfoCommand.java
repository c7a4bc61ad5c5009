package io.camelid.shell.internal.command;

import io.camelid.shell.internal.Column;
import io.camelid.shell.internal.InstalledProviders;
import io.camelid.shell.internal.Json;
import io.camelid.shell.internal.ReportCommand;
import io.camelid.shell.internal.UnknownName;
import io.camelid.shell.internal.completer.ProviderCompleter;
import io.camelid.spi.provider.ProviderDescription;
import io.camelid.spi.provider.Setting;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** {@code llm:provider-info ID}. */
@Service
@Command(
        scope = "llm",
        name = "provider-info",
        description = "Shows what a provider is and every setting that a manifest can give it.")
public class ProviderInfoCommand extends ReportCommand {
    @Argument(index = 0, name = "ID", required = true, description = "The provider's id, as llm:provider-list shows it")
    @Completion(ProviderCompleter.class)
    String id;

    @Argument(
            index = 1,
            name = "options",
            multiValued = true,
            valueToShowInHelp = "",
            description = "Options may also come last")
    @Completion(
            value = StringsCompleter.class,
            values = {"--json", "--no-format"})
    List<String> words = List.of();

    @Reference
    InstalledProviders providers;

    @Override
    protected List<String> words() {
        return words;
    }

    @Override
    protected void run() throws Exception {
        ProviderDescription provider = providers
                .named(id)
                .orElseThrow(() -> UnknownName.of(
                        "provider",
                        id,
                        providers.all().stream().map(ProviderDescription::id).toList()));
        if (json) {
            out.println(Json.array(List.of(object(provider))));
            return;
        }
        facts(Json.object(
                "id", provider.id(),
                "name", provider.displayName(),
                "system", provider.system(),
                "manifest keys", provider.manifestKeys()));
        out.println();
        table(
                provider.settings(),
                List.of(
                        Column.text("SETTING", Setting::name),
                        Column.text("TYPE", setting -> type(setting)),
                        Column.text("REQUIRED", setting -> setting.required() ? "yes" : ""),
                        Column.text("DEFAULT", Setting::defaultValue),
                        Column.text("ALSO", Setting::aliases),
                        Column.text("DESCRIPTION", Setting::doc)));
    }

    private static Map<String, Object> object(ProviderDescription provider) {
        return Json.object(
                "id",
                provider.id(),
                "displayName",
                provider.displayName(),
                "system",
                provider.system(),
                "manifestKeys",
                provider.manifestKeys(),
                "settings",
                provider.settings().stream().map(ProviderInfoCommand::object).toList());
    }

    private static Map<String, Object> object(Setting setting) {
        return Json.object(
                "name", setting.name(),
                "type", type(setting),
                "required", setting.required(),
                "sensitive", setting.sensitive(),
                "default", setting.defaultValue(),
                "aliases", setting.aliases(),
                "doc", setting.doc());
    }

    private static String type(Setting setting) {
        return setting.type().name().toLowerCase(Locale.ROOT);
    }
}
