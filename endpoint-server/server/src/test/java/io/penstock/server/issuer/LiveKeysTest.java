package io.penstock.server.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.util.Base64URL;

import io.penstock.server.TestCertificate;
import io.penstock.server.access.AccessError;
import io.penstock.server.issuer.TestIssuer.Key;
import io.penstock.spi.error.QueryException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Keys that change, and servers of keys that are slow, broken or away. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("issuer")
class LiveKeysTest {
    private static final byte[] TEXT = "text".getBytes(StandardCharsets.UTF_8);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir private Path folder;

    private static Issuer issuer(
            String id, Issuer.Keys keys, Optional<Path> authorities, Duration keepKeys) {
        return new Issuer(
                id,
                new ClaimPath("aud"),
                ImmutableSet.of("penstock"),
                keys,
                authorities,
                ImmutableSet.of(JWSAlgorithm.ES256),
                new ClaimPath("sub"),
                Optional.empty(),
                ImmutableList.of(),
                OptionalInt.empty(),
                SECOND,
                keepKeys);
    }

    private static Issuers open(TestIssuer server, Duration keepKeys) {
        Issuer.Keys keys = new Issuer.Keys.At(URI.create(server.keysUrl()));
        return Issuers.open(
                ImmutableList.of(issuer(server.id(), keys, Optional.empty(), keepKeys)));
    }

    private static Key key(String id) throws Exception {
        return TestIssuer.ec(id, Curve.P_256);
    }

    private static TrustedIssuer.Good require(Issuers issuers, TestIssuer server, Key key)
            throws Exception {
        Base64URL signature = key.sign(JWSAlgorithm.ES256, TEXT);
        Optional<String> id = Optional.of(key.jwk().getKeyID());
        return issuers.called(server.id()).orElseThrow().require("ES256", id, TEXT, signature);
    }

    /** What was found good, as soon as there are keys. */
    private static TrustedIssuer.Good good(Issuers issuers, TestIssuer server, Key key)
            throws Exception {
        Instant end = Instant.now().plusSeconds(60);
        while (true) {
            try {
                return require(issuers, server, key);
            } catch (QueryException e) {
                assertThat(Instant.now()).as(e.getMessage()).isBefore(end);
            }
        }
    }

    private static boolean isGood(Issuers issuers, TestIssuer server, Key key) {
        try {
            return require(issuers, server, key).isStill();
        } catch (QueryException e) {
            return false;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        Instant end = Instant.now().plusSeconds(60);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(end);
            Thread.sleep(20);
        }
    }

    @Test
    void newKeysAreFoundAndOldOnesAreForgotten() throws Exception {
        Key first = key("first");
        Key second = key("second");
        try (TestIssuer server = new TestIssuer()) {
            server.show(first);
            try (Issuers issuers = open(server, HOUR)) {
                List<String> told = new CopyOnWriteArrayList<>();
                issuers.follow((id, detail) -> told.add(id + ": " + detail));
                TrustedIssuer.Good good = good(issuers, server, first);
                assertThat(isGood(issuers, server, second)).isFalse();

                server.show(first, second);
                await(() -> isGood(issuers, server, second));
                assertThat(isGood(issuers, server, first)).isTrue();

                server.show(second);
                await(() -> !isGood(issuers, server, first));
                assertThat(good.isStill()).isFalse();
                assertThat(isGood(issuers, server, second)).isTrue();
                assertThat(told)
                        .contains(server.id() + ": 2 keys; new: second; gone: none")
                        .contains(server.id() + ": 1 keys; new: none; gone: first");
            }
        }
    }

    /** The same name for another key is another key. */
    @Test
    void aKeyThatWasExchangedUnderItsIdIsForgotten() throws Exception {
        Key first = key("same");
        Key second = key("same");
        try (TestIssuer server = new TestIssuer()) {
            server.show(first);
            try (Issuers issuers = open(server, HOUR)) {
                TrustedIssuer.Good good = good(issuers, server, first);
                server.show(second);
                await(() -> !good.isStill());
                assertThat(isGood(issuers, server, first)).isFalse();
                assertThat(isGood(issuers, server, second)).isTrue();
            }
        }
    }

    @Test
    void whatWasFoundGoodStaysWhileKeysStayTheSame() throws Exception {
        Key key = key("k");
        try (TestIssuer server = new TestIssuer()) {
            server.show(key);
            try (Issuers issuers = open(server, HOUR)) {
                TrustedIssuer.Good good = good(issuers, server, key);
                int before = server.asked.size();
                await(() -> server.asked.size() > before + 1);
                assertThat(good.isStill()).isTrue();
            }
        }
    }

    @Test
    void anOutageIsBornForAWhile() throws Exception {
        Key key = key("k");
        try (TestIssuer server = new TestIssuer()) {
            server.show(key);
            try (Issuers issuers = open(server, HOUR);
                    Issuers strict = open(server, Duration.ZERO)) {
                List<String> told = new CopyOnWriteArrayList<>();
                TrustedIssuer.Good kept = good(issuers, server, key);
                TrustedIssuer.Good lost = good(strict, server, key);
                issuers.follow((id, detail) -> told.add(detail));
                server.instead = Optional.of(call -> TestIssuer.send(call, 500, "oh"));
                await(() -> !lost.isStill());
                assertUnavailable(strict, server, key);
                await(() -> !told.isEmpty());
                assertThat(kept.isStill()).isTrue();
                assertThat(isGood(issuers, server, key)).isTrue();

                server.instead = Optional.empty();
                await(() -> isGood(strict, server, key));
                await(() -> told.size() == 2);
                assertThat(told)
                        .containsExactly(
                                "they can't be had, because %s answers with status 500"
                                        .formatted(server.keysUrl()),
                                "they can be had again");
            }
        }
    }

    private static void assertUnavailable(Issuers issuers, TestIssuer server, Key key) {
        assertThatThrownBy(() -> require(issuers, server, key))
                .hasMessageContaining("the keys of its issuer " + server.id() + " are not at hand")
                .isInstanceOfSatisfying(
                        QueryException.class,
                        e -> assertThat(e.code()).isEqualTo(AccessError.UNAVAILABLE));
    }

    /** What is no key set is no reason to forget the one before. */
    @Test
    void damagedAnswersAreNamed() throws Exception {
        Key key = key("k");
        String good = key.jwk().toString();
        String oct = "{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}";
        List<List<String>> answers =
                List.of(
                        List.of("<html>", "what is there is not JSON"),
                        List.of("{}", "it has no array 'keys'"),
                        List.of("[]", "it has no array 'keys'"),
                        List.of("{\"keys\":[]}", "none of the 0 keys"),
                        List.of(
                                "{\"keys\":[%s,{\"kty\":\"X\"},7]}".formatted(oct),
                                "of the 3 keys"),
                        List.of(
                                "{\"keys\":[%s]}".formatted(good.replace("{", "{\"use\":\"enc\",")),
                                "none of the 1 keys"),
                        List.of(
                                "{\"keys\":[%s]}".formatted((good + ",").repeat(101) + good),
                                "the limit is 100"),
                        List.of("x".repeat(600 << 10), "more than 524288 bytes"));
        try (TestIssuer server = new TestIssuer()) {
            server.show(key);
            try (Issuers issuers = open(server, HOUR)) {
                List<String> told = new CopyOnWriteArrayList<>();
                await(() -> isGood(issuers, server, key));
                issuers.follow((id, detail) -> told.add(detail));
                for (List<String> answer : answers) {
                    server.instead = Optional.of(call -> TestIssuer.send(call, 200, answer.get(0)));
                    await(() -> told.stream().anyMatch(text -> text.contains(answer.get(1))));
                }
                assertThat(isGood(issuers, server, key)).isTrue();
                // One that is good among others that are not is enough.
                server.instead =
                        Optional.of(
                                call ->
                                        TestIssuer.send(
                                                call,
                                                200,
                                                "{\"keys\":[%s,{\"kty\":\"RSA\"},%s]}"
                                                        .formatted(oct, good)));
                await(() -> told.contains("they can be had again"));
                assertThat(isGood(issuers, server, key)).isTrue();
            }
        }
    }

    @Test
    void aServerThatDoesNotAnswerHoldsNobody() throws Exception {
        Key key = key("k");
        CountDownLatch end = new CountDownLatch(1);
        try (TestIssuer server = new TestIssuer()) {
            server.instead =
                    Optional.of(
                            call -> {
                                awaitQuietly(end);
                                call.close();
                            });
            try (Issuers issuers = open(server, HOUR)) {
                assertUnavailable(issuers, server, key);
            } finally {
                end.countDown();
            }
        }
    }

    private static void awaitQuietly(CountDownLatch end) {
        try {
            boolean unused = end.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void redirectsAreNotFollowed() throws Exception {
        Key key = key("k");
        try (TestIssuer server = new TestIssuer();
                TestIssuer other = new TestIssuer()) {
            other.show(key);
            server.instead =
                    Optional.of(
                            call -> {
                                call.getResponseHeaders().add("Location", other.keysUrl());
                                TestIssuer.send(call, 302, "there");
                            });
            try (Issuers issuers = open(server, HOUR)) {
                assertUnavailable(issuers, server, key);
                await(() -> !server.asked.isEmpty());
                assertThat(other.asked).isEmpty();
            }
        }
    }

    @Test
    void anIssuerDescribesItself() throws Exception {
        Key key = key("k");
        try (TestIssuer server = new TestIssuer()) {
            server.show(key);
            URI description = URI.create(server.id() + "/.well-known/openid-configuration");
            Issuer.Keys keys = new Issuer.Keys.Discovered(description);
            Issuer own = issuer(server.id(), keys, Optional.empty(), HOUR);
            Issuer other = issuer(server.id() + "/other", keys, Optional.empty(), HOUR);
            try (Issuers issuers = Issuers.open(ImmutableList.of(own, other))) {
                await(() -> isGood(issuers, server, key));
                assertThatThrownBy(
                                () ->
                                        issuers.called(other.id())
                                                .orElseThrow()
                                                .require(
                                                        "ES256",
                                                        Optional.of("k"),
                                                        TEXT,
                                                        key.sign(JWSAlgorithm.ES256, TEXT)))
                        .hasMessageContaining("are not at hand");
            }
        }
    }

    @Test
    void aPrivateAuthorityIsTrustedWhereItIsNamed() throws Exception {
        Key key = key("k");
        TestCertificate certificate = TestCertificate.make(folder, "EC");
        Path pem = folder.resolve("ca.pem");
        certificate.write(pem, folder.resolve("key.pem"));
        Path foreign = folder.resolve("foreign.pem");
        TestCertificate.make(folder, "EC").write(foreign, folder.resolve("other.pem"));
        try (TestIssuer server = new TestIssuer(certificate)) {
            server.show(key);
            Issuer.Keys keys = new Issuer.Keys.At(URI.create(server.keysUrl()));
            Issuer known = issuer(server.id(), keys, Optional.of(pem), HOUR);
            try (Issuers issuers = Issuers.open(ImmutableList.of(known))) {
                await(() -> isGood(issuers, server, key));
            }
            for (Optional<Path> authorities :
                    List.of(Optional.of(foreign), Optional.<Path>empty())) {
                Issuer unknown = issuer(server.id(), keys, authorities, HOUR);
                try (Issuers issuers = Issuers.open(ImmutableList.of(unknown))) {
                    assertUnavailable(issuers, server, key);
                }
            }
        }
    }

    @Test
    void aDamagedSignatureIsNobodys() throws Exception {
        Key key = key("k");
        try (TestIssuer server = new TestIssuer()) {
            server.show(key);
            try (Issuers issuers = open(server, HOUR)) {
                await(() -> isGood(issuers, server, key));
                TrustedIssuer issuer = issuers.called(server.id()).orElseThrow();
                byte[] zeros = new byte[64];
                for (byte[] signature : List.of(new byte[0], zeros, new byte[63], new byte[700])) {
                    assertThatThrownBy(
                                    () ->
                                            issuer.require(
                                                    "ES256",
                                                    Optional.of("k"),
                                                    TEXT,
                                                    Base64URL.encode(signature)))
                            .hasMessageContaining("its signature is not that of its issuer's key");
                }
            }
        }
    }
}
