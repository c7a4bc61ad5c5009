package io.camelid.config.internal.backend;

import io.camelid.config.internal.read.Fields;
import io.camelid.spi.provider.ProviderDescription;
import io.camelid.spi.provider.Setting;
import io.camelid.spi.provider.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a provider's own settings as the provider has declared them. */
final class SettingsReader {
    /** Every entry has one, whether its provider declares it or not. */
    private static final String MODEL = "model";

    /** Of any text, the model's name included: what the CRDs call a short string. */
    private static final int LONGEST = 256;

    private SettingsReader() {}

    static Optional<String> model(Fields fields) {
        return fields.text(MODEL, LONGEST);
    }

    static Settings read(Fields fields, ProviderDescription provider) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Setting setting : provider.settings()) {
            if (!setting.name().equals(MODEL) && setting.type() != Setting.Type.SERVICE) {
                Optional<Object> value = read(fields, setting);
                value.ifPresent(present -> values.put(setting.name(), present));
                if (value.isEmpty()
                        && setting.required()
                        && memberOf(fields, setting).isEmpty()) {
                    fields.refuse(setting.name(), "is required");
                }
            }
        }
        fields.warnOfUnread();
        return new Settings(values);
    }

    private static Optional<Object> read(Fields fields, Setting setting) {
        Optional<String> member = memberOf(fields, setting);
        Optional<Object> value = member.flatMap(name -> typed(fields, name, setting.type()));
        return value.or(() -> setting.defaultValue().map(text -> ofText(text, setting.type())));
    }

    /** The name under which a setting is given with something in it. */
    private static Optional<String> memberOf(Fields fields, Setting setting) {
        List<String> names = new ArrayList<>();
        names.add(setting.name());
        names.addAll(setting.aliases());
        List<String> given = names.stream().filter(fields::isGiven).toList();
        if (given.size() > 1) {
            fields.refuse("the fields in " + given + " mean the same, give one of them");
        }
        return given.stream().findFirst();
    }

    private static Optional<Object> typed(Fields fields, String name, Setting.Type type) {
        return switch (type) {
            case TEXT -> fields.text(name, LONGEST).map(text -> text);
            case INTEGER ->
                fields.integer(name, Integer.MIN_VALUE, Integer.MAX_VALUE).map(Integer::longValue);
            case BOOLEAN -> fields.flag(name).map(flag -> flag);
            case STRUCTURE -> fields.value(name);
            case SERVICE -> Optional.empty();
        };
    }

    private static Object ofText(String text, Setting.Type type) {
        return switch (type) {
            case INTEGER -> Long.valueOf(text);
            case BOOLEAN -> Boolean.valueOf(text);
            case TEXT, STRUCTURE, SERVICE -> text;
        };
    }
}
