package io.penstock.source.files;

import java.util.Optional;

/**
 * How a CSV file is written.
 *
 * @param delimiter between values
 * @param quote around values; absent for none
 * @param header whether the first record names the columns
 * @param compressed whether the file is gzip
 */
record CsvDialect(char delimiter, Optional<Character> quote, boolean header, boolean compressed) {}
