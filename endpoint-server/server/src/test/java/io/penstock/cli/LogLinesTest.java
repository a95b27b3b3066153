package io.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;

final class LogLinesTest {
    private static LogRecord event(String message) {
        LogRecord event = new LogRecord(Level.INFO, message);
        event.setLoggerName("io.penstock.server.PenstockServer");
        event.setInstant(Instant.parse("2026-01-31T22:15:00.005Z"));
        return event;
    }

    @Test
    void anEventIsOneLineWithItsTimeInUtc() {
        assertThat(LogLines.format().format(event("Listening")))
                .isEqualTo(
                        "2026-01-31T22:15:00.005Z INFO    PenstockServer: Listening"
                                + System.lineSeparator());
    }

    @Test
    void aFailureShowsItsStack() {
        LogRecord event = event("Failed");
        event.setThrown(new IllegalStateException("broken"));
        assertThat(LogLines.format().format(event))
                .contains("PenstockServer: Failed", "IllegalStateException: broken", "\tat ");
    }
}
