package io.penstock.testkit;

/** What a source may lack; everything else in {@link SourceContract} it must do. */
public enum Capability {
    /** It reads rows itself when asked with SQL. */
    READS_ROWS,
    /** It notices a changed table by itself, without a refresh. */
    NOTICES_CHANGES,
    /** It can promise that a column has no NULLs. */
    NOT_NULL
}
