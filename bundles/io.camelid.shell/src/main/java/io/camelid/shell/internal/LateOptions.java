package io.camelid.shell.internal;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.support.CommandException;

/**
 * Options that come after arguments. Karaf stops looking for options at the first argument; people who
 * type {@code llm:backend-info ai/openai --json} do not.
 */
final class LateOptions {
    private LateOptions() {}

    /**
     * Sets the action's options from the words up to the first that is no option, or to {@code --}.
     *
     * @return the words that are left
     */
    static List<String> take(Action action, List<String> words) throws CommandException {
        Iterator<String> rest = words.iterator();
        List<String> left = new ArrayList<>();
        while (rest.hasNext() && left.isEmpty()) {
            String word = rest.next();
            if (word.equals("--")) {
                break;
            }
            if (word.startsWith("-") && word.length() > 1) {
                set(action, word, rest);
            } else {
                left.add(word);
            }
        }
        rest.forEachRemaining(left::add);
        return left;
    }

    private static void set(Action action, String word, Iterator<String> rest) throws CommandException {
        int equals = word.indexOf('=');
        String name = equals < 0 ? word : word.substring(0, equals);
        Field field =
                field(action.getClass(), name).orElseThrow(() -> new CommandException("there is no option " + name));
        Object value;
        if (field.getType() == boolean.class) {
            value = equals < 0 || Boolean.parseBoolean(word.substring(equals + 1));
        } else if (equals >= 0) {
            value = word.substring(equals + 1);
        } else if (rest.hasNext()) {
            value = rest.next();
        } else {
            throw new CommandException("option " + name + " needs a value");
        }
        store(action, field, value);
    }

    private static Optional<Field> field(Class<?> type, String name) {
        for (Class<?> level = type; level != Object.class; level = level.getSuperclass()) {
            for (Field field : level.getDeclaredFields()) {
                Option option = field.getAnnotation(Option.class);
                if (option != null
                        && (option.name().equals(name)
                                || Arrays.asList(option.aliases()).contains(name))) {
                    return Optional.of(field);
                }
            }
        }
        return Optional.empty();
    }

    private static void store(Action action, Field field, Object value) {
        try {
            field.setAccessible(true);
            if (field.getType() == List.class) {
                List<Object> all = new ArrayList<>((List<?>) field.get(action));
                all.add(value);
                field.set(action, all);
            } else {
                field.set(action, value);
            }
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("the field was made accessible", e);
        }
    }
}
