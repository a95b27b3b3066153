package io.penstock.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.server.PenstockServer;
import io.penstock.server.TestProject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;

/** Requests that two servers may understand in two ways are understood by this one in none. */
class HostileRequestsTest {
    @TempDir private static Path folder;
    private static PenstockServer server;

    @BeforeAll
    static void start() throws Exception {
        server = TestProject.in(folder).start("flight-port", "off", "body-limit", "1KB");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String answer(String request) throws Exception {
        try (RawClient client = new RawClient(server)) {
            return client.send(request.replace("|", "\r\n")).sendNoMore().readToEnd();
        }
    }

    /** Each ends with what would be a second request if its body ended where some think it does. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 4|Transfer-Encoding: chunked||0||",
                "Transfer-Encoding: chunked|Content-Length: 4||0||",
                "Content-Length: 4|Content-Length: 5||abcd",
                "Content-Length: 4, 5||abcd",
                "Content-Length: +4||abcd",
                "Content-Length: -1||",
                "Content-Length: 0x4||abcd",
                "Content-Length: 4 4||abcd",
                "Content-Length: 99999999999999999999||abcd",
                "Content-Length : 4||abcd",
                "Transfer-Encoding : chunked||0||",
                "Transfer-Encoding: xchunked||0||",
                "Transfer-Encoding: chunked, identity||0||",
                "Transfer-Encoding: identity||abcd",
                "Transfer-Encoding: chunked|Transfer-Encoding: identity||0||",
                "Transfer-Encoding: \u000bchunked||0||",
                "X-One: a| folded||",
                "X-One: a|\tfolded||",
                "Transfer-Encoding:| chunked||0||",
                " X-One: a||",
                "X One: a||",
                "X-One: a\u0000b||",
                "X-One||",
                ": a||",
                "Transfer-Encoding: chunked||g||abc||0||",
                "Transfer-Encoding: chunked||-1|a|0||",
                "Transfer-Encoding: chunked||0x3|abc|0||",
                "Transfer-Encoding: chunked||fffffffff|abc|0||",
                "Transfer-Encoding: chunked||3|abcd|0||",
                "Host: other||",
            })
    void whatIsAmbiguousIsRefused(String rest) throws Exception {
        String answer =
                answer(
                        "POST /v0/sql?q=SELECT+1&token=%s HTTP/1.1|Host: localhost|%sGET /v0/health HTTP/1.1|Host: localhost||"
                                .formatted(TestProject.TOKEN, rest));
        assertThat(answer).doesNotContain("HTTP/1.1 200").doesNotContain("\"status\":\"ok\"");
        if (!answer.isEmpty()) {
            assertThat(answer).startsWith("HTTP/1.1 400").contains("{\"error\":");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /v0/health||",
                "GET /v0/health HTTP/1.1||",
                "GET /v0/health HTTP/9.9|Host: localhost||",
                "GET /v0/health HTTP/1.1 |Host: localhost||",
                "GET /v0/%2e%2e/v0/health HTTP/1.1|Host: localhost||",
                "GET /v0/..;/health HTTP/1.1|Host: localhost||",
                "G\u0001T /v0/health HTTP/1.1|Host: localhost||",
                "GET /v0/health HTTP/1.1|Host: a b||",
                "PRI * HTTP/2.0||SM||",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000|",
            })
    void whatIsNoRequestIsRefused(String request) throws Exception {
        assertThat(answer(request)).doesNotContain("HTTP/1.1 200");
    }

    @Test
    void headersThatAreTooLarge() throws Exception {
        String answer =
                answer(
                        "GET /v0/health HTTP/1.1|Host: localhost|X-One: %s||"
                                .formatted("a".repeat(100_000)));
        assertThat(answer)
                .startsWith("HTTP/1.1 431")
                .contains("{\"error\":\"The request's headers are too large\"")
                .contains("X-Content-Type-Options: nosniff");
    }

    @Test
    void manySmallHeaders() throws Exception {
        StringBuilder headers = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            headers.append("X-").append(i).append(": a|");
        }
        assertThat(answer("GET /v0/health HTTP/1.1|Host: localhost|" + headers + "|"))
                .startsWith("HTTP/1.1 431");
    }

    @Test
    void anUrlThatIsTooLong() throws Exception {
        for (int length : new int[] {9_000, 60_000}) {
            assertThat(
                            answer(
                                    "GET /v0/health?a=%s HTTP/1.1|Host: localhost||"
                                            .formatted("a".repeat(length))))
                    .startsWith("HTTP/1.1 414")
                    .contains("{\"error\":");
        }
    }

    @Test
    void aBodyThatIsTooLarge() throws Exception {
        String head =
                "POST /v0/sql?token=%s HTTP/1.1|Host: localhost|".formatted(TestProject.TOKEN);
        assertThat(answer(head + "Content-Length: 5000||" + "a".repeat(5_000)))
                .startsWith("HTTP/1.1 413")
                .contains("longer than the limit of 1024 bytes");
        assertThat(answer(head + "Transfer-Encoding: chunked||1388|" + "a".repeat(5_000) + "|0||"))
                .startsWith("HTTP/1.1 413");
    }

    @Test
    void everyAnswerTellsBrowsersToBeCareful() throws Exception {
        assertThat(answer("GET /v0/health HTTP/1.1|Host: localhost||"))
                .startsWith("HTTP/1.1 200")
                .contains("X-Content-Type-Options: nosniff")
                .contains("Referrer-Policy: no-referrer")
                .contains("Cache-Control: no-store")
                .doesNotContain("Server:");
    }

    /** What comes in pieces is a request like any other. */
    @Test
    void goodChunksAreTaken() throws Exception {
        String request =
                "POST /v0/sql?token=%s HTTP/1.1|Host: localhost|Connection: close|Content-Type: text/plain|Transfer-Encoding: chunked||6|SELECT|9| 42 AS an|0||"
                        .formatted(TestProject.TOKEN);
        try (RawClient client = new RawClient(server)) {
            assertThat(client.send(request.replace("|", "\r\n")).readToEnd())
                    .startsWith("HTTP/1.1 200")
                    .contains("42");
        }
    }
}
