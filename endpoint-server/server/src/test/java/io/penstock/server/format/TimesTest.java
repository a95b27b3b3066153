package io.penstock.server.format;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;

class TimesTest {
    private static String date(long day) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ByteOutput out = new ByteOutput((array, length, last) -> bytes.write(array, 0, length));
        Times.putDate(day, out);
        out.finish();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void everyDayOfFiveHundredYears() throws IOException {
        for (long day = -100_000; day < 82_000; day++) {
            assertThat(date(day)).isEqualTo(LocalDate.ofEpochDay(day).toString());
        }
    }

    @Test
    void yearsOfMoreThanFourDigits() throws IOException {
        assertThat(date(LocalDate.of(12345, 6, 7).toEpochDay())).isEqualTo("12345-06-07");
    }
}
