package io.penstock.server.format;

/**
 * How a caller wants values written.
 *
 * @param quoteWideIntegers whether integers of 64 bits become JSON strings
 * @param quoteDenormals whether NaN and infinities become JSON strings instead of null
 * @param parquetUtf8 whether Parquet text columns are marked as UTF-8; plain bytes otherwise
 */
public record FormatOptions(
        boolean quoteWideIntegers, boolean quoteDenormals, boolean parquetUtf8) {
    /** What holds when the caller says nothing. */
    public static final FormatOptions DEFAULT = new FormatOptions(false, false, false);
}
