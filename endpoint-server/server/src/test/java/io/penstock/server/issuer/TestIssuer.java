package io.penstock.server.issuer;

import com.google.common.collect.ImmutableList;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import io.penstock.server.TestCertificate;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An identity provider: a real server that shows its keys, and signs tokens with them. */
public final class TestIssuer implements AutoCloseable {
    private final HttpServer server;
    private final String scheme;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Key> shown = new CopyOnWriteArrayList<>();

    /** Every path that was asked for. */
    public final List<String> asked = new CopyOnWriteArrayList<>();

    /** What is answered instead of keys. */
    public volatile Optional<Answer> instead = Optional.empty();

    /** Something else than keys. */
    @FunctionalInterface
    public interface Answer {
        /** Answers, or not. */
        void to(HttpExchange exchange) throws IOException;
    }

    /** A key with its private half. */
    public sealed interface Key {
        /** What is shown of it. */
        JWK jwk();

        /** Signs. */
        Base64URL sign(JWSAlgorithm algorithm, byte[] text) throws Exception;

        /** RSA and elliptic curves. */
        record OfNimbus(JWK jwk, JWSSigner signer) implements Key {
            @Override
            public Base64URL sign(JWSAlgorithm algorithm, byte[] text) throws JOSEException {
                return signer.sign(new JWSHeader(algorithm), text);
            }
        }

        /** Ed25519 by the JDK. */
        record OfJdk(JWK jwk, KeyPair pair) implements Key {
            @Override
            public Base64URL sign(JWSAlgorithm algorithm, byte[] text)
                    throws GeneralSecurityException {
                Signature signing = Signature.getInstance("Ed25519");
                signing.initSign(pair.getPrivate());
                signing.update(text);
                return Base64URL.encode(signing.sign());
            }
        }
    }

    /** Serves on any free port. */
    public TestIssuer() throws IOException {
        this(
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0),
                "http");
    }

    /** Serves with TLS on any free port. */
    public TestIssuer(TestCertificate certificate) throws Exception {
        this(https(certificate), "https");
    }

    private TestIssuer(HttpServer server, String scheme) {
        this.server = server;
        this.scheme = scheme;
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    private static HttpServer https(TestCertificate certificate) throws Exception {
        HttpsServer server =
                HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(certificate.serving()));
        return server;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        asked.add(path);
        if (instead.isPresent()) {
            instead.get().to(exchange);
        } else if (path.endsWith("/.well-known/openid-configuration")) {
            send(
                    exchange,
                    200,
                    "{\"issuer\":\"%s\",\"jwks_uri\":\"%s\"}".formatted(id(), keysUrl()));
        } else {
            send(exchange, 200, new JWKSet(shown.stream().map(Key::jwk).toList()).toString());
        }
    }

    /** Answers with a text. */
    public static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** What its tokens have as {@code iss}. */
    public String id() {
        return "%s://127.0.0.1:%d/realm".formatted(scheme, server.getAddress().getPort());
    }

    /** Where its keys are. */
    public String keysUrl() {
        return "%s://127.0.0.1:%d/jwks".formatted(scheme, server.getAddress().getPort());
    }

    /** Shows these keys from now on, and no others. */
    public void show(Key... keys) {
        shown.clear();
        shown.addAll(Arrays.asList(keys));
    }

    /** A new RSA key. */
    public static Key rsa(String id) throws JOSEException {
        RSAKey key = new RSAKeyGenerator(2048).keyID(id).generate();
        return new Key.OfNimbus(key.toPublicJWK(), new RSASSASigner(key));
    }

    /** A new key on a curve. */
    public static Key ec(String id, Curve curve) throws JOSEException {
        ECKey key = new ECKeyGenerator(curve).keyID(id).generate();
        return new Key.OfNimbus(key.toPublicJWK(), new ECDSASigner(key));
    }

    /** A new key for Ed25519. */
    public static Key ed(String id) throws GeneralSecurityException {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] encoded = pair.getPublic().getEncoded();
        byte[] x = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
        return new Key.OfJdk(
                new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(x)).keyID(id).build(),
                pair);
    }

    /** Claims of a token that is good for an hour, and more members. */
    public String claims(String members) {
        return claims(id(), members);
    }

    /** The same of any issuer. */
    public static String claims(String id, String members) {
        return "{\"iss\":\"%s\",\"sub\":\"ann\",\"aud\":\"penstock\",\"exp\":%d%s}"
                .formatted(
                        id,
                        Instant.now().getEpochSecond() + 3_600,
                        members.isEmpty() ? "" : "," + members);
    }

    /** A token. */
    public static String sign(Key key, JWSAlgorithm algorithm, String claims) throws Exception {
        String header =
                "{\"alg\":\"%s\",\"kid\":\"%s\"}".formatted(algorithm, key.jwk().getKeyID());
        return sign(key, algorithm, header, claims);
    }

    /** A token with any header. */
    public static String sign(Key key, JWSAlgorithm algorithm, String header, String claims)
            throws Exception {
        String signed = Base64URL.encode(header) + "." + Base64URL.encode(claims);
        return signed + "." + key.sign(algorithm, signed.getBytes(StandardCharsets.UTF_8));
    }

    /** All kinds of keys, with the signatures that each makes. */
    public static ImmutableList<Signed> all() throws Exception {
        Key rsa = rsa("rsa");
        Key ed = ed("ed");
        ImmutableList.Builder<Signed> all = ImmutableList.builder();
        for (JWSAlgorithm algorithm :
                List.of(
                        JWSAlgorithm.RS256,
                        JWSAlgorithm.RS384,
                        JWSAlgorithm.RS512,
                        JWSAlgorithm.PS256,
                        JWSAlgorithm.PS384,
                        JWSAlgorithm.PS512)) {
            all.add(new Signed(rsa, algorithm));
        }
        all.add(new Signed(ec("p256", Curve.P_256), JWSAlgorithm.ES256));
        all.add(new Signed(ec("p384", Curve.P_384), JWSAlgorithm.ES384));
        all.add(new Signed(ec("p521", Curve.P_521), JWSAlgorithm.ES512));
        all.add(new Signed(ed, JWSAlgorithm.EdDSA));
        all.add(new Signed(ed, JWSAlgorithm.Ed25519));
        return all.build();
    }

    /** A key and what it signs with. */
    public record Signed(Key key, JWSAlgorithm algorithm) {}

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
