package io.camelid.bench.proxy;

import io.camelid.bench.machine.Child;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Single requests, to see that what is going to be measured works.
 *
 * @param status 0 when there was no answer
 */
public record Probe(int status, String body) {
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

    public static Probe post(URI url, String body) {
        try {
            HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
            connection.setRequestMethod("POST");
            connection.setRequestProperty("Content-Type", "application/json");
            connection.setRequestProperty("Connection", "close");
            connection.setConnectTimeout(5000);
            connection.setReadTimeout(10_000);
            connection.setDoOutput(true);
            connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
            int status = connection.getResponseCode();
            try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                return new Probe(status, in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            return new Probe(0, e.toString());
        }
    }

    /**
     * Asks again and again until a chat request is answered 200.
     *
     * @return when that was, on {@link System#nanoTime}'s clock
     * @throws IllegalStateException if the process ends first or the time is over
     */
    static long awaitAnswer(URI url, Child child, Duration patience) {
        String body = Chat.request(1024, false);
        long deadline = System.nanoTime() + patience.toNanos();
        Probe last = new Probe(0, "");
        while (System.nanoTime() < deadline) {
            child.requireAlive();
            last = post(url, body);
            if (last.status == 200) {
                return System.nanoTime();
            }
            LockSupport.parkNanos(PAUSE);
        }
        throw new IllegalStateException(url + " did not serve in " + patience + ", last " + last);
    }
}
