package io.camelid.itests.acceptance.failover;

import io.camelid.testkit.upstream.UpstreamResponse;
import java.io.IOException;

/** What a vendor says in its own words before it fails. */
enum Speech {
    OPENAI {
        @Override
        String error() {
            return "{\"error\":{\"message\":\"" + AS_ASKED
                    + "\",\"type\":\"server_error\",\"param\":null,\"code\":null}}";
        }

        @Override
        void beginning(UpstreamResponse response) throws IOException {
            response.event(chunk("{\"role\":\"assistant\",\"content\":\"\"}"));
        }

        @Override
        void ping(UpstreamResponse response) throws IOException {
            response.chunk(": ping\n\n");
        }

        @Override
        void word(UpstreamResponse response) throws IOException {
            response.event(chunk("{\"content\":\"Half\"}"));
        }

        @Override
        void errorEvent(UpstreamResponse response) throws IOException {
            response.event(error());
        }

        @Override
        String half() {
            return "{\"id\":\"chatcmpl-half\",\"object\":\"chat.completion\",\"created\":1721172741,\"choices\":[{\"index\":0,"
                    + "\"message\":{\"role\":\"assistant\",\"content\":\"Half";
        }

        private static String chunk(String delta) {
            return "{\"id\":\"chatcmpl-half\",\"object\":\"chat.completion.chunk\",\"created\":1721172741,\"model\":\"gpt\","
                    + "\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":null}]}";
        }
    },
    ANTHROPIC {
        @Override
        String error() {
            return "{\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"" + AS_ASKED + "\"}}";
        }

        @Override
        void beginning(UpstreamResponse response) throws IOException {
            response.event(
                    "message_start",
                    "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_half\",\"type\":\"message\",\"role\":\"assistant\","
                            + "\"model\":\"claude\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,"
                            + "\"usage\":{\"input_tokens\":5,\"output_tokens\":1}}}");
            response.event(
                    "content_block_start",
                    "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}");
        }

        @Override
        void ping(UpstreamResponse response) throws IOException {
            response.event("ping", "{\"type\":\"ping\"}");
        }

        @Override
        void word(UpstreamResponse response) throws IOException {
            response.event(
                    "content_block_delta",
                    "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Half\"}}");
        }

        @Override
        void errorEvent(UpstreamResponse response) throws IOException {
            response.event("error", error());
        }

        @Override
        String half() {
            return "{\"id\":\"msg_half\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude\",\"content\":["
                    + "{\"type\":\"text\",\"text\":\"Half";
        }
    };

    /** The message of every error. */
    static final String AS_ASKED = "As asked.";

    /** The body of an answer that refuses. */
    abstract String error();

    /** The lifecycle frames of a stream: nothing that a user would see. */
    abstract void beginning(UpstreamResponse response) throws IOException;

    /** A sign of life. */
    abstract void ping(UpstreamResponse response) throws IOException;

    /** The first content. */
    abstract void word(UpstreamResponse response) throws IOException;

    abstract void errorEvent(UpstreamResponse response) throws IOException;

    /** The first half of an answer that is not streamed. */
    abstract String half();
}
