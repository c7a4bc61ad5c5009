package io.camelid.spi.provider;

/** Where in a request a credential goes. */
public sealed interface CredentialLocation {
    /** {@code Authorization: Bearer <credential>}. */
    CredentialLocation BEARER = new Header("Authorization", "Bearer ");

    /** A header field; the prefix comes before the credential and may be empty. */
    record Header(String name, String prefix) implements CredentialLocation {}

    /** A parameter of the query string. */
    record QueryParameter(String name) implements CredentialLocation {}

    /** A cookie. */
    record Cookie(String name) implements CredentialLocation {}
}
