package io.camelid.testkit.upstream;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.camelid.spi.HeaderField;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Against the example of AWS's General Reference, "Signature Version 4 signing process". */
class AwsSignatureTest {
    private static final Instant NOW = Instant.parse("2015-08-30T12:36:00Z");
    private static final String SIGNATURE = "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7";
    private static final String TARGET = "/?Action=ListUsers&Version=2010-05-08";

    private final AwsSignature check =
            new AwsSignature("iam", "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "");

    private static UpstreamRequest request(String target, String signature, HeaderField... more) {
        List<HeaderField> headers = new ArrayList<>(List.of(
                HeaderField.of("Host", "iam.amazonaws.com"),
                HeaderField.of("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),
                HeaderField.of("X-Amz-Date", "20150830T123600Z"),
                HeaderField.of(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, "
                                + "SignedHeaders=content-type;host;x-amz-date, Signature=" + signature)));
        headers.addAll(List.of(more));
        return new UpstreamRequest(0, "GET", target, headers, new byte[0]);
    }

    @Test
    void takesTheExampleOfTheReference() {
        assertDoesNotThrow(() -> check.check(request(TARGET, SIGNATURE), NOW.plusSeconds(200)));
    }

    @Test
    void refusesWhatWasChanged() {
        assertEquals("InvalidSignatureException", refusal(check, request(TARGET + "1", SIGNATURE), NOW));
        assertEquals("InvalidSignatureException", refusal(check, request(TARGET, SIGNATURE.replace('5', '6')), NOW));
        AwsSignature otherSecret = new AwsSignature("iam", "AKIDEXAMPLE", "other", "");
        assertEquals("InvalidSignatureException", refusal(otherSecret, request(TARGET, SIGNATURE), NOW));
        HeaderField unsigned = HeaderField.of("x-amz-target", "x");
        assertEquals("InvalidSignatureException", refusal(check, request(TARGET, SIGNATURE, unsigned), NOW));
        assertEquals("InvalidSignatureException", refusal(check, request(TARGET, SIGNATURE), NOW.plusSeconds(301)));
    }

    @Test
    void refusesStrangers() {
        AwsSignature other = new AwsSignature("iam", "AKIDOTHER", "x", "");
        assertEquals("UnrecognizedClientException", refusal(other, request(TARGET, SIGNATURE), NOW));
        AwsSignature session = new AwsSignature("iam", "AKIDEXAMPLE", "x", "token");
        assertEquals("UnrecognizedClientException", refusal(session, request(TARGET, SIGNATURE), NOW));
        UpstreamRequest nobody = new UpstreamRequest(0, "GET", TARGET, List.of(), new byte[0]);
        assertEquals("MissingAuthenticationTokenException", refusal(check, nobody, NOW));
    }

    private static String refusal(AwsSignature check, UpstreamRequest request, Instant now) {
        return assertThrows(BedrockFailure.class, () -> check.check(request, now))
                .type();
    }
}
