package io.penstock.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.server.ConfigException;
import io.penstock.server.PenstockServer;
import io.penstock.server.TestCertificate;
import io.penstock.server.TestClient;
import io.penstock.server.TestProject;

import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/** Encrypted connections of both ports. */
class TlsTest {
    private static final String SELECT = "/v0/sql?q=SELECT%201%20AS%20one";

    @TempDir private Path folder;

    private TestCertificate certificate(String algorithm) throws Exception {
        return TestCertificate.make(folder, algorithm).write(certificate(), key());
    }

    private Path certificate() {
        return folder.resolve("server.pem");
    }

    private Path key() {
        return folder.resolve("server.key");
    }

    private PenstockServer start(String... more) throws Exception {
        String[] options = new String[more.length + 4];
        options[0] = "tls-certificate";
        options[1] = "server.pem";
        options[2] = "tls-key";
        options[3] = "server.key";
        System.arraycopy(more, 0, options, 4, more.length);
        return TestProject.in(folder).start(options);
    }

    private static HttpResponse<String> get(SSLContext context, URI url) throws Exception {
        try (HttpClient client = HttpClient.newBuilder().sslContext(context).build()) {
            return client.send(
                    HttpRequest.newBuilder(url)
                            .timeout(Duration.ofSeconds(60))
                            .header("Authorization", "Bearer " + TestProject.TOKEN)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private static HttpResponse<String> select(SSLContext context, PenstockServer server)
            throws Exception {
        return get(context, server.url().resolve(SELECT));
    }

    private static HttpResponse<String> plain(PenstockServer server) throws Exception {
        return get(
                SSLContext.getDefault(), URI.create("http://127.0.0.1:" + server.port() + SELECT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
    void everyKindOfKeyServesHttp(String algorithm) throws Exception {
        TestCertificate certificate = certificate(algorithm);
        try (PenstockServer server = start("flight-port", "off")) {
            assertThat(server.url().getScheme()).isEqualTo("https");
            HttpResponse<String> answer = select(certificate.trusting(), server);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Strict-Transport-Security"))
                    .contains("max-age=31536000");
        }
    }

    @Test
    void plainHttpIsRefusedInWords() throws Exception {
        certificate("EC");
        try (PenstockServer server = start("flight-port", "off")) {
            HttpResponse<String> answer = plain(server);
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(TestClient.json(answer).get("error").asText()).contains("wants TLS");
            assertThat(answer.headers().firstValue("Strict-Transport-Security")).isEmpty();
        }
    }

    @Test
    void bothCanBeServedOnOnePort() throws Exception {
        TestCertificate certificate = certificate("EC");
        try (PenstockServer server =
                start("flight-port", "off", "require-tls", "false", "hsts", "off")) {
            assertThat(plain(server).statusCode()).isEqualTo(200);
            HttpResponse<String> answer = select(certificate.trusting(), server);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Strict-Transport-Security")).isEmpty();
        }
    }

    @Test
    void aNewCertificateIsTakenWithoutARestart() throws Exception {
        TestCertificate first = certificate("EC");
        try (PenstockServer server = start("flight-port", "off")) {
            assertThat(select(first.trusting(), server).statusCode()).isEqualTo(200);
            TestCertificate second = certificate("RSA");
            server.reload();
            assertThat(select(second.trusting(), server).statusCode()).isEqualTo(200);
            assertThatThrownBy(() -> select(first.trusting(), server))
                    .isInstanceOf(SSLException.class);
        }
    }

    @Test
    void changedFilesAreNoticed() throws Exception {
        certificate("EC");
        try (PenstockServer server = start("flight-port", "off")) {
            TestCertificate second = certificate("EC");
            long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (!trusts(second, server) && System.nanoTime() < end) {
                Thread.sleep(200);
            }
            assertThat(trusts(second, server)).isTrue();
        }
    }

    private static boolean trusts(TestCertificate certificate, PenstockServer server)
            throws Exception {
        try {
            return select(certificate.trusting(), server).statusCode() == 200;
        } catch (SSLException e) {
            return false;
        }
    }

    @Test
    void aBrokenCertificateLeavesTheOldOne() throws Exception {
        TestCertificate first = certificate("EC");
        try (PenstockServer server = start("flight-port", "off")) {
            Files.writeString(certificate(), "nothing");
            server.reload();
            assertThat(select(first.trusting(), server).statusCode()).isEqualTo(200);
            TestCertificate.make(folder, "EC").write(certificate(), folder.resolve("other.key"));
            server.reload();
            assertThat(select(first.trusting(), server).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void clientsMayHaveToShowCertificates() throws Exception {
        TestCertificate certificate = certificate("EC");
        TestCertificate known =
                TestCertificate.make(folder, "EC")
                        .write(folder.resolve("client.pem"), folder.resolve("client.key"));
        TestCertificate unknown = TestCertificate.make(folder, "EC");
        try (PenstockServer server = start("tls-client-ca", "client.pem")) {
            assertThat(select(certificate.trusting(known), server).statusCode()).isEqualTo(200);
            assertThatThrownBy(() -> select(certificate.trusting(), server))
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> select(certificate.trusting(unknown), server))
                    .isInstanceOf(IOException.class);
            URI flight = server.flightUrl().orElseThrow();
            assertThat(flight.getScheme()).isEqualTo("grpc+tls");
            assertThat(one(flight, true)).isEqualTo(1);
            assertThatThrownBy(() -> one(flight, false)).hasStackTraceContaining("UNAVAILABLE");
        }
    }

    /** Rows of a query through Flight SQL. */
    private long one(URI url, boolean withCertificate) throws Exception {
        try (RootAllocator allocator = new RootAllocator()) {
            FlightClient.Builder builder =
                    FlightClient.builder(allocator, Location.forGrpcTls("localhost", url.getPort()))
                            .trustedCertificates(Files.newInputStream(certificate()));
            if (withCertificate) {
                builder.clientCertificate(
                        Files.newInputStream(folder.resolve("client.pem")),
                        Files.newInputStream(folder.resolve("client.key")));
            }
            try (FlightClient flight = builder.build();
                    FlightSqlClient client = new FlightSqlClient(flight)) {
                var bearer = flight.authenticateBasicToken("me", TestProject.TOKEN).orElseThrow();
                FlightInfo info = client.execute("SELECT 1 AS one", bearer);
                try (FlightStream rows =
                        client.getStream(info.getEndpoints().getFirst().getTicket(), bearer)) {
                    assertThat(rows.next()).isTrue();
                    return rows.getRoot().getRowCount();
                }
            }
        }
    }

    @Test
    void flightFollowsItsFilesToo() throws Exception {
        certificate("EC");
        try (PenstockServer server = start("tls-client-ca", "client.pem")) {
            throw new AssertionError("started without the file of " + server.url());
        } catch (ConfigException e) {
            assertThat(e).hasMessageContaining("--tls-client-ca is 'client.pem'");
        }
        TestCertificate.make(folder, "EC")
                .write(folder.resolve("client.pem"), folder.resolve("client.key"));
        try (PenstockServer server = start("tls-client-ca", "client.pem")) {
            URI flight = server.flightUrl().orElseThrow();
            assertThat(one(flight, true)).isEqualTo(1);
            certificate("RSA");
            TestCertificate.make(folder, "EC")
                    .write(folder.resolve("client.pem"), folder.resolve("client.key"));
            server.reload();
            assertThat(one(flight, true)).isEqualTo(1);
        }
    }

    @Test
    void whatCanNotBeUsedIsSaidAtTheStart() throws Exception {
        certificate("RSA");
        Files.writeString(
                key(), "-----BEGIN RSA PRIVATE KEY-----\nAA==\n-----END RSA PRIVATE KEY-----\n");
        assertRefused("server.key holds a key of the kind 'RSA PRIVATE KEY'; it must be PKCS #8");
        TestCertificate.make(folder, "RSA").write(folder.resolve("other.pem"), key());
        assertRefused("is not that of the first certificate in");
        Files.writeString(certificate(), "");
        assertRefused("server.pem holds no certificate");
    }

    private void assertRefused(String part) {
        assertThatThrownBy(this::start)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(part);
    }

    @Test
    void settingsGoTogether() throws Exception {
        TestProject project = TestProject.in(folder);
        certificate("EC");
        assertThatThrownBy(() -> project.config("tls-certificate", "server.pem"))
                .hasMessageContaining("tls-key is not set");
        assertThatThrownBy(() -> project.config("tls-client-ca", "server.pem"))
                .hasMessageContaining("tls-certificate is not set");
        assertThatThrownBy(() -> project.config("require-tls", "true"))
                .hasMessageContaining("Flight SQL has no certificate");
        assertThatThrownBy(() -> project.config("trusted-proxies", "10.0.0.0/33"))
                .hasMessageContaining("--trusted-proxies is '10.0.0.0/33'");
        assertThatThrownBy(() -> project.config("proxy-header", "via"))
                .hasMessageContaining("one of x-forwarded, forwarded");
        assertThatThrownBy(() -> project.config("hsts", "soon")).hasMessageContaining("--hsts");
    }
}
