package io.penstock.pipe;

/**
 * A file with rows for a data source, to build and test with.
 *
 * @param dataSource the data source's name, which is the file's
 * @param format {@code ndjson}, {@code csv} or {@code parquet}
 * @param file relative to the project's folder, with {@code /}
 */
public record Fixture(String dataSource, String format, String file) {}
