package io.penstock.server.format.parquet;

/**
 * Repetition or definition levels of one page in Parquet's RLE encoding: the length, then runs of
 * equal levels, each a header and the level in one byte. Levels never reach 256: nesting is far
 * shallower.
 */
final class Levels {
    private final Plain runs = new Plain();
    private int level;
    private int run;

    void add(int next) {
        if (next != level && run > 0) {
            endRun();
        }
        level = next;
        run++;
    }

    /** Writes the levels with their length in front and starts anew. */
    void writeTo(Plain page) {
        if (run > 0) {
            endRun();
        }
        page.putInt(runs.size());
        page.putBytes(runs.array(), runs.size());
        runs.clear();
    }

    private void endRun() {
        int header = run << 1;
        while (header > 0x7f) {
            runs.putBytes(new byte[] {(byte) (header | 0x80)}, 1);
            header >>>= 7;
        }
        runs.putBytes(new byte[] {(byte) header, (byte) level}, 2);
        run = 0;
    }
}
