package io.penstock.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.TimeZone;

/** Texts of times and Java's classes. */
final class TimesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-03-01T10:00:00.123456",
                "1969-12-31T23:59:59.999999",
                "0001-01-01T00:00",
                "1582-10-04T12:00",
                "1582-10-15T12:00",
                "-0043-03-15T01:02:03",
                "0000-02-29T00:00",
                "9999-12-31T23:59:59.999999999"
            })
    void aTimestampKeepsItsFieldsInEveryZone(String text) {
        LocalDateTime wallClock = LocalDateTime.parse(text);
        // The day before the calendar's gap is another day in Java's old one.
        for (String zone : new String[] {"UTC", "Asia/Kathmandu", "America/New_York"}) {
            TimeZone where = TimeZone.getTimeZone(zone);
            assertThat(Times.wallClock(Times.sql(wallClock, where), where))
                    .as(zone)
                    .isEqualTo(wallClock);
        }
    }

    @Test
    void aTimestampPrintsWhatTheServerSays() {
        LocalDateTime wallClock = Times.timestamp("0044-03-15 10:00:00.5");
        assertThat(Times.sql(wallClock, TimeZone.getDefault()))
                .isEqualTo(Timestamp.valueOf("0044-03-15 10:00:00.5"));
    }

    @Test
    void readsTheServersTexts() {
        assertThat(Times.timestamp("2026-03-01 10:00:00"))
                .isEqualTo(LocalDateTime.parse("2026-03-01T10:00:00"));
        assertThat(Times.timestamp("-0043-03-15 10:00:00.000001"))
                .isEqualTo(LocalDateTime.parse("-0043-03-15T10:00:00.000001"));
        assertThat(Times.timestamp("12345-01-01 00:00:00").getYear()).isEqualTo(12_345);
        assertThat(Times.date("-0043-03-15")).isEqualTo(LocalDate.of(-43, 3, 15));
        assertThat(Times.instant("2026-03-01T10:00:00.123456Z"))
                .isEqualTo(Instant.parse("2026-03-01T10:00:00.123456Z"));
    }
}
