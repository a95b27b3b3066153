package io.penstock.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.InetAddresses;

import io.penstock.server.PenstockServer;
import io.penstock.server.TestClient;
import io.penstock.server.TestProject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.http.HttpRequest;
import java.nio.file.Path;

/** Whose word about clients counts. */
class ProxiesTest {
    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "10.1.2.128/25, 10.1.2.127, false",
        "10.1.2.128/25, 10.1.2.129, true",
        "0.0.0.0/0, 1.2.3.4, true",
        "0.0.0.0/0, ::1, false",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "192.168.1.7, 192.168.1.7, true",
        "192.168.1.7, 192.168.1.8, false",
    })
    void ranges(String range, String address, boolean inside) {
        assertThat(AddressRange.parse(range).contains(InetAddresses.forString(address)))
                .isEqualTo(inside);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "/8", "proxy.local", "::/129"})
    void whatIsNoRange(String text) {
        assertThatThrownBy(() -> AddressRange.parse(text))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Nobody who is not trusted is believed to have come over TLS. */
    @Test
    void strangersAreNotBelieved() throws Exception {
        try (PenstockServer server =
                        TestProject.in(folder).start("flight-port", "off", "require-tls", "true");
                TestClient client = new TestClient(server)) {
            assertThat(status(client, "/v0/pipes")).isEqualTo(403);
            assertThat(
                            status(
                                    client,
                                    "/v0/pipes",
                                    "X-Forwarded-Proto",
                                    "https",
                                    "X-Forwarded-For",
                                    "1.2.3.4"))
                    .isEqualTo(403);
            assertThat(status(client, "/v0/pipes", "Forwarded", "for=1.2.3.4;proto=https"))
                    .isEqualTo(403);
        }
    }

    @Test
    void trustedProxiesSayWhoUsesTls() throws Exception {
        try (PenstockServer server =
                        TestProject.in(folder)
                                .start(
                                        "flight-port", "off",
                                        "require-tls", "true",
                                        "trusted-proxies", "127.0.0.1, 10.0.0.0/8");
                TestClient client = new TestClient(server)) {
            assertThat(
                            status(
                                    client,
                                    "/v0/pipes",
                                    "X-Forwarded-For",
                                    "1.2.3.4",
                                    "X-Forwarded-Proto",
                                    "https"))
                    .isEqualTo(200);
            assertThat(
                            status(
                                    client,
                                    "/v0/pipes",
                                    "X-Forwarded-For",
                                    "1.2.3.4",
                                    "X-Forwarded-Proto",
                                    "http"))
                    .isEqualTo(403);
            // The other kind of header is what a client may have sent.
            assertThat(status(client, "/v0/pipes", "Forwarded", "for=1.2.3.4;proto=https"))
                    .isEqualTo(403);
        }
    }

    @Test
    void theStandardHeaderCanBeChosen() throws Exception {
        try (PenstockServer server =
                        TestProject.in(folder)
                                .start(
                                        "flight-port", "off",
                                        "require-tls", "true",
                                        "proxy-header", "forwarded",
                                        "trusted-proxies", "127.0.0.1");
                TestClient client = new TestClient(server)) {
            assertThat(
                            status(
                                    client,
                                    "/v0/pipes",
                                    "Forwarded",
                                    "for=\"[2001:db8::1]:99\";proto=https"))
                    .isEqualTo(200);
            assertThat(
                            status(
                                    client,
                                    "/v0/pipes",
                                    "X-Forwarded-For",
                                    "1.2.3.4",
                                    "X-Forwarded-Proto",
                                    "https"))
                    .isEqualTo(403);
        }
    }

    /** Who comes through a proxy is not on this machine, whoever the proxy is. */
    @Test
    void metricsWithoutATokenAreForThisMachine() throws Exception {
        try (PenstockServer server =
                        TestProject.in(folder)
                                .start("flight-port", "off", "trusted-proxies", "127.0.0.1");
                TestClient client = new TestClient(server)) {
            assertThat(client.send(client.bare("/metrics")).statusCode()).isEqualTo(200);
            assertThat(
                            client.send(
                                            client.bare("/metrics")
                                                    .header("X-Forwarded-For", "127.0.0.1"))
                                    .statusCode())
                    .isEqualTo(403);
            assertThat(
                            client.send(
                                            client.bare("/metrics")
                                                    .header("Forwarded", "for=127.0.0.1"))
                                    .statusCode())
                    .isEqualTo(403);
        }
    }

    private static int status(TestClient client, String path, String... headers) {
        HttpRequest.Builder request = client.request(path);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return client.send(request).statusCode();
    }
}
