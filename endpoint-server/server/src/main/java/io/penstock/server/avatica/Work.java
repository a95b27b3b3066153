package io.penstock.server.avatica;

import com.google.common.base.Ascii;

/** What a driver's call takes of the server. */
public enum Work {
    /**
     * Nothing worth waiting for, or what the query that it belongs to has already. Such a call must
     * not wait behind those that begin: they may wait for what it gives back.
     */
    GOES_ON,
    /** A look at the catalog or at a statement. */
    LOOKS_UP,
    /** A statement runs. */
    RUNS;

    /**
     * Of a request's name, as protocol buffers or JSON have it: {@code ..FetchRequest}, {@code
     * fetch}.
     */
    static Work of(String request) {
        String name = Ascii.toLowerCase(request);
        if (name.contains("execute")) {
            return RUNS;
        }
        boolean looks =
                name.contains("prepare")
                        || name.contains("tables")
                        || name.contains("columns")
                        || name.contains("schemas")
                        || name.contains("databaseproperty")
                        || name.contains("databaseproperties");
        return looks ? LOOKS_UP : GOES_ON;
    }
}
