package io.penstock.server.format;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Random;

class NumbersTest {
    private interface Writing {
        void to(ByteOutput out) throws IOException;
    }

    private static String text(Writing writing) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ByteOutput out = new ByteOutput((array, length, last) -> bytes.write(array, 0, length));
        writing.to(out);
        out.finish();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static void assertShortest(double value) throws IOException {
        String text = text(out -> Numbers.put(value, out));
        assertThat(Double.parseDouble(text)).as(text).isEqualTo(value);
        assertThat(new BigDecimal(text).stripTrailingZeros().precision())
                .as("%s for %s", text, value)
                .isLessThanOrEqualTo(
                        new BigDecimal(Double.toString(value)).stripTrailingZeros().precision());
    }

    @Test
    void doublesOfAllSizesReadBackFromTheShortestText() throws IOException {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            double any = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(any)) {
                assertShortest(any);
            }
            assertShortest(random.nextInt(1_000_000) / 100.0);
            assertShortest(random.nextGaussian());
            assertShortest(random.nextLong() / 1000.0);
            assertShortest(random.nextInt(100_000) / 1e9);
        }
    }

    @Test
    void thresholds() throws IOException {
        assertThat(text(out -> Numbers.put(999999999999999.9, out))).isEqualTo("999999999999999.9");
        assertThat(text(out -> Numbers.put(1e15, out))).isEqualTo("1000000000000000");
        assertThat(text(out -> Numbers.put(123456789012345680000.0, out)))
                .isEqualTo("123456789012345680000");
        assertThat(text(out -> Numbers.put(-1.25e22, out))).isEqualTo("-1.25e22");
        assertThat(text(out -> Numbers.put(9.99e-7, out))).isEqualTo("9.99e-7");
        assertThat(text(out -> Numbers.put(-0.0, out))).isEqualTo("-0");
        assertThat(text(out -> Numbers.put(Double.MIN_VALUE, out))).isEqualTo("4.9e-324");
    }

    @Test
    void floatsReadBack() throws IOException {
        Random random = new Random(8);
        for (int i = 0; i < 20_000; i++) {
            float any = Float.intBitsToFloat(random.nextInt());
            if (Float.isFinite(any)) {
                String text = text(out -> Numbers.put(any, out));
                assertThat(Float.parseFloat(text)).as(text).isEqualTo(any);
            }
        }
    }

    @Test
    void longsOfAllLengths() throws IOException {
        for (long value = 1; value > 0; value = value * 10 + value % 7) {
            long positive = value;
            assertThat(text(out -> out.put(positive))).isEqualTo(Long.toString(positive));
            assertThat(text(out -> out.put(-positive))).isEqualTo(Long.toString(-positive));
        }
        assertThat(text(out -> out.put(0L))).isEqualTo("0");
        assertThat(text(out -> out.put(Long.MIN_VALUE))).isEqualTo("-9223372036854775808");
        assertThat(text(out -> out.put(Long.MAX_VALUE))).isEqualTo("9223372036854775807");
    }
}
