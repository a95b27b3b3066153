package io.penstock.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.server.PenstockServer;
import io.penstock.server.TestClient;
import io.penstock.server.TestProject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Clients that keep the server waiting lose their connection, and others notice nothing. */
class SlowClientsTest {
    private static final int MANY = 1_000;

    /** Longer than any time-out here, also on a machine with much else to do. */
    private static final long PATIENCE_SECONDS = 60;

    @TempDir private static Path folder;
    private static PenstockServer server;
    private static TestClient client;

    @BeforeAll
    static void start() throws Exception {
        server =
                TestProject.in(folder)
                        .withNumbers(1_000_000)
                        .start(
                                "flight-port", "off",
                                "header-timeout", "1s",
                                "slow-client-timeout", "1s",
                                "query-timeout", "60s");
        client = new TestClient(server);
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    private static void assertOthersAreAnswered() {
        assertThat(client.get("/v0/health").statusCode()).isEqualTo(200);
        assertThat(
                        client.get("/v0/sql?q=SELECT%20COUNT(*)%20AS%20c%20FROM%20lake.numbers")
                                .statusCode())
                .isEqualTo(200);
    }

    private static void assertDropped(List<RawClient> clients) throws IOException {
        for (RawClient one : clients) {
            assertThat(one.readToEnd()).doesNotContain("HTTP/1.1 200");
            one.close();
        }
    }

    /** A byte now and then keeps no connection open. */
    @Test
    void headsThatNeverEnd() throws Exception {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            clients.add(new RawClient(server).send("GET /v0/health HTTP/1.1\r\nHost: a\r\n"));
        }
        assertOthersAreAnswered();
        Thread drip = Thread.ofVirtual().start(() -> drip(clients));
        assertDropped(clients);
        drip.interrupt();
        drip.join();
    }

    private static void drip(List<RawClient> clients) {
        while (!Thread.interrupted()) {
            clients.forEach(SlowClientsTest::drip);
            try {
                TimeUnit.MILLISECONDS.sleep(300);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static void drip(RawClient one) {
        try {
            one.send("a");
        } catch (IOException e) {
            assertThat(e).as("what sending to a closed connection says").isNotNull();
        }
    }

    @Test
    void connectionsThatSayNothing() throws Exception {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            clients.add(new RawClient(server));
        }
        assertOthersAreAnswered();
        assertDropped(clients);
    }

    /** More of them than the server has threads. */
    @Test
    void bodiesThatNeverEnd() throws Exception {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            clients.add(
                    new RawClient(server)
                            .send(
                                    "POST /v0/sql?token=%s HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nSELECT"
                                            .formatted(TestProject.TOKEN)));
        }
        assertOthersAreAnswered();
        assertDropped(clients);
    }

    @Test
    void clientsThatCloseTheirSendingSide() throws Exception {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            clients.add(new RawClient(server).send("POST /v0/sql HTTP/1.1\r\nHo").sendNoMore());
        }
        assertOthersAreAnswered();
        assertDropped(clients);
    }

    /** Ten bytes a second of an answer of many megabytes. */
    @Test
    void readersThatHardlyRead() throws Exception {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            clients.add(
                    new RawClient(server, 4 << 10)
                            .send(
                                    "GET /v0/sql?q=SELECT+*+FROM+lake.numbers&token=%s HTTP/1.1\r\nHost: a\r\n\r\n"
                                            .formatted(TestProject.TOKEN)));
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (running() < 4 && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        assertOthersAreAnswered();
        while (running() > 0 && System.nanoTime() < end) {
            for (RawClient one : clients) {
                readOne(one);
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        assertThat(running()).isZero();
        for (RawClient one : clients) {
            one.close();
        }
    }

    private static void readOne(RawClient one) throws IOException {
        try {
            one.read();
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }

    private static int running() {
        return server.sql().queries().running().size();
    }

    @Test
    void tooManyConnectionsCostThoseThatDoNothing() throws Exception {
        Path own = folder.resolve("few");
        try (PenstockServer few =
                        TestProject.in(own)
                                .start(
                                        "flight-port", "off",
                                        "connections", "50",
                                        "header-timeout", "10m");
                TestClient other = new TestClient(few)) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                clients.add(new RawClient(few));
            }
            assertThat(other.get("/v0/health").statusCode()).isEqualTo(200);
            assertThat(clients.getFirst().readToEnd()).isEmpty();
            for (RawClient one : clients) {
                one.close();
            }
        }
    }

    @Test
    void oneAddressMayHaveSoMany() throws Exception {
        Path own = folder.resolve("one");
        try (PenstockServer few =
                TestProject.in(own)
                        .start(
                                "flight-port", "off",
                                "connections-per-address", "2",
                                "header-timeout", "10m")) {
            String health = "GET /v0/health HTTP/1.1\r\nHost: a\r\n\r\n";
            try (RawClient first = new RawClient(few).send(health)) {
                assertThat(first.read()).isEqualTo('H');
                try (RawClient second = new RawClient(few).send(health)) {
                    assertThat(second.read()).isEqualTo('H');
                    try (RawClient third = new RawClient(few)) {
                        assertThat(third.readToEnd()).isEmpty();
                    }
                    assertThat(second.send(health).read()).isEqualTo('T');
                }
            }
            // There is room again.
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            boolean room = isAnswered(few, health);
            while (!room && System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(50);
                room = isAnswered(few, health);
            }
            assertThat(room).isTrue();
        }
    }

    private static boolean isAnswered(PenstockServer server, String request) throws IOException {
        try (RawClient one = new RawClient(server)) {
            return one.send(request).read() == 'H';
        } catch (SocketException e) {
            return false;
        }
    }
}
