package io.camelid.http.internal.relay;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Where an answer is written to. */
public interface ResponseWriter {
    /** Takes everything, and sends nothing. */
    ResponseWriter NOWHERE = new ResponseWriter() {
        @Override
        public void head(int status, HttpFields fields) {}

        @Override
        public void write(boolean last, ByteBuffer bytes, Callback callback) {
            callback.succeeded();
        }
    };

    /** Status and end-to-end fields; once, before any bytes. */
    void head(int status, HttpFields fields);

    /**
     * Writes bytes, and the head before the first.
     *
     * @param last whether the message ends with them
     * @param callback told when they are on the wire
     */
    void write(boolean last, ByteBuffer bytes, Callback callback);

    /** To a client. */
    static ResponseWriter of(Response response) {
        return new ResponseWriter() {
            @Override
            public void head(int status, HttpFields fields) {
                response.setStatus(status);
                HttpFields.Mutable to = response.getHeaders();
                for (HttpField field : fields) {
                    if (field.getHeader() == HttpHeader.DATE) {
                        to.put(field);
                    } else {
                        to.add(field);
                    }
                }
            }

            @Override
            public void write(boolean last, ByteBuffer bytes, Callback callback) {
                response.write(last, bytes, callback);
            }
        };
    }
}
