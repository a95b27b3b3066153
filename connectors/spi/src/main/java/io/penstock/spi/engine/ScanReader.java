package io.penstock.spi.engine;

import io.penstock.spi.scan.Scan;

/** Opens a plan's scans at their sources; an engine gets it beside the plan. */
@FunctionalInterface
public interface ScanReader {
    /**
     * Starts the scan.
     *
     * @return its rows; the engine closes it
     * @throws io.penstock.spi.error.QueryException when the source fails
     */
    BatchStream open(Scan.Pushed scan, QueryContext context);
}
