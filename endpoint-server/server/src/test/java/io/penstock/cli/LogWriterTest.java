package io.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;

final class LogWriterTest {
    @Test
    void everyLineOfEveryThreadIsWrittenOnceAndInItsThreadsOrder() throws InterruptedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LogWriter writer = writer(out);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String name = "t" + i;
            threads.add(
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        for (int n = 0; n < 5000; n++) {
                                            writer.publish(event(name + " " + n));
                                        }
                                    }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        writer.close();
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).hasSize(40_000);
        assertThat(lines.stream().filter(line -> line.contains(" t3 ")).toList())
                .hasSize(5000)
                .allMatch(line -> line.contains("INFO"))
                .first()
                .asString()
                .endsWith("t3 0");
    }

    @Test
    void whatComesAfterClosingIsStillWritten() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LogWriter writer = writer(out);
        writer.close();
        writer.publish(event("stopped"));
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("stopped");
    }

    private static LogWriter writer(ByteArrayOutputStream out) {
        LogWriter writer = new LogWriter(out);
        writer.setFormatter(LogLines.format());
        return writer;
    }

    private static LogRecord event(String message) {
        LogRecord event = new LogRecord(Level.INFO, " " + message);
        event.setLoggerName("io.penstock.Test");
        return event;
    }
}
