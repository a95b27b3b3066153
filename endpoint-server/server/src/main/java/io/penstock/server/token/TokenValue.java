package io.penstock.server.token;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import com.google.common.io.BaseEncoding;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.UUID;

/**
 * A token's text: {@code p.}, base64url of a JSON object with {@code u} (the workspace), {@code id}
 * (the token) and {@code host}, {@code .}, 32 random bytes in base64url. Some tools decode the
 * middle part; all of the secret is in the last one.
 *
 * @param text to be shown once, and kept by nobody but its owner
 */
public record TokenValue(String text) {
    private static final int SECRET_BYTES = 32;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final BaseEncoding BASE64 = BaseEncoding.base64Url().omitPadding();
    private static final SecureRandom RANDOM = new SecureRandom();

    /** A new value of a token. */
    static TokenValue generate(UUID workspace, String id) {
        byte[] secret = new byte[SECRET_BYTES];
        RANDOM.nextBytes(secret);
        return new TokenValue(open(workspace, id) + BASE64.encode(secret));
    }

    /** What lists show of a value: all but the secret. */
    static String masked(UUID workspace, String id) {
        return open(workspace, id) + "***";
    }

    private static String open(UUID workspace, String id) {
        ObjectNode about = JSON.createObjectNode();
        about.put("u", workspace.toString()).put("id", id).put("host", "local");
        return "p." + BASE64.encode(about.toString().getBytes(StandardCharsets.UTF_8)) + ".";
    }

    /** What the server keeps and looks up. */
    static HashCode hash(String text) {
        return Hashing.sha256().hashString(text, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "***";
    }
}
