package io.camelid.format.sse;

import io.camelid.format.ChunkReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads a stream of server-sent events that arrives in pieces of any size: CR, LF and CRLF line ends, a
 * byte order mark, comments, several data lines. Data is handed on as it comes, so memory does not
 * depend on the size of an event. The fields {@code id} and {@code retry} serve reconnection, which
 * streams of this kind do not have, and are passed over. As the standard has it, an event that the end
 * of the stream cuts off is not dispatched. For one stream; not thread-safe.
 */
public final class SseReader {
    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final byte[] DATA = {'d', 'a', 't', 'a'};
    private static final byte[] EVENT = {'e', 'v', 'e', 'n', 't'};
    private static final byte[] LINE_FEED = {'\n'};
    private static final int LONGEST_TYPE = 128;

    private enum State {
        /** At the very start, where a byte order mark may be. */
        MARK,
        /** In a field's name; nothing of it has come yet at the start of a line. */
        NAME,
        /** After a field's colon, where one space may be. */
        SPACE,
        /** In a field's value. */
        VALUE
    }

    private enum Field {
        DATA,
        EVENT,
        OTHER
    }

    private final SseHandler handler;
    private final ChunkReader chunks = new ChunkReader();
    private final byte[] name = new byte[EVENT.length + 1];
    private int nameLength;
    private State state = State.MARK;
    private Field field = Field.OTHER;
    private int markLength;
    private boolean afterReturn;
    private boolean dataSeen;
    private byte[] type;
    private int typeLength;
    private String lastType = "";

    public SseReader(SseHandler handler) {
        this.handler = handler;
    }

    /** Reads the next piece, which keeps its position. */
    public void read(ByteBuffer chunk) {
        chunks.read(chunk, this::read);
    }

    private void read(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            if (afterReturn) {
                afterReturn = false;
                if (bytes[at] == '\n') {
                    at++;
                    continue;
                }
            }
            at = switch (state) {
                case MARK -> mark(bytes, at);
                case NAME -> name(bytes, at, to);
                case SPACE -> space(bytes, at);
                case VALUE -> value(bytes, at, to);
            };
        }
    }

    private int mark(byte[] bytes, int at) {
        if (bytes[at] != MARK[markLength]) {
            state = State.NAME;
            // What looked like a mark was the start of a name, and of none that means anything.
            nameLength = markLength == 0 ? 0 : name.length;
            return at;
        }
        if (++markLength == MARK.length) {
            state = State.NAME;
        }
        return at + 1;
    }

    private int name(byte[] bytes, int from, int to) {
        if (nameLength == 0 && to - from > 5 && startsWithData(bytes, from)) {
            beginField(Field.DATA);
            return from + 5;
        }
        byte b = bytes[from];
        if (b == ':') {
            beginField(fieldOfName());
        } else if (isLineEnd(b)) {
            if (nameLength == 0) {
                dispatch();
            } else {
                beginField(fieldOfName());
            }
            endLine(b);
        } else if (nameLength < name.length) {
            name[nameLength++] = b;
        }
        return from + 1;
    }

    private static boolean startsWithData(byte[] bytes, int at) {
        return bytes[at] == 'd'
                && bytes[at + 1] == 'a'
                && bytes[at + 2] == 't'
                && bytes[at + 3] == 'a'
                && bytes[at + 4] == ':';
    }

    private Field fieldOfName() {
        if (Arrays.equals(name, 0, nameLength, DATA, 0, DATA.length)) {
            return Field.DATA;
        }
        return Arrays.equals(name, 0, nameLength, EVENT, 0, EVENT.length) ? Field.EVENT : Field.OTHER;
    }

    private void beginField(Field begun) {
        field = begun;
        state = State.SPACE;
        if (begun == Field.DATA) {
            if (dataSeen) {
                handler.data(LINE_FEED, 0, 1);
            }
            dataSeen = true;
        } else if (begun == Field.EVENT) {
            typeLength = 0;
        }
    }

    private int space(byte[] bytes, int at) {
        state = State.VALUE;
        return bytes[at] == ' ' ? at + 1 : at;
    }

    private int value(byte[] bytes, int from, int to) {
        int at = from;
        // Nearly every byte is above both line ends, and one comparison settles it.
        while (at < to && (bytes[at] > '\r' || !isLineEnd(bytes[at]))) {
            at++;
        }
        if (at > from) {
            if (field == Field.DATA) {
                handler.data(bytes, from, at);
            } else if (field == Field.EVENT) {
                keepType(bytes, from, at);
            }
        }
        if (at == to) {
            return to;
        }
        endLine(bytes[at]);
        return at + 1;
    }

    private static boolean isLineEnd(byte b) {
        return b == '\n' || b == '\r';
    }

    private void endLine(byte end) {
        afterReturn = end == '\r';
        state = State.NAME;
        nameLength = 0;
    }

    private void keepType(byte[] bytes, int from, int to) {
        if (type == null) {
            type = new byte[LONGEST_TYPE];
        }
        int length = Math.min(to - from, LONGEST_TYPE - typeLength);
        System.arraycopy(bytes, from, type, typeLength, length);
        typeLength += length;
    }

    private void dispatch() {
        if (dataSeen) {
            handler.dispatch(typeText());
        }
        dataSeen = false;
        typeLength = 0;
    }

    /** The event's type; most streams repeat few types, mostly the last one. */
    private String typeText() {
        if (typeLength == 0) {
            return "";
        }
        if (!isLastType()) {
            lastType = new String(type, 0, typeLength, StandardCharsets.UTF_8);
        }
        return lastType;
    }

    private boolean isLastType() {
        if (lastType.length() != typeLength) {
            return false;
        }
        for (int i = 0; i < typeLength; i++) {
            if (lastType.charAt(i) != type[i]) {
                return false;
            }
        }
        return true;
    }
}
