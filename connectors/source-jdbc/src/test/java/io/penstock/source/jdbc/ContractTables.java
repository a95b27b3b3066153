package io.penstock.source.jdbc;

/** The contract's tables in SQL that every database takes. */
final class ContractTables {
    static final String[] STATEMENTS = {
        "CREATE TABLE orders (id BIGINT NOT NULL, name VARCHAR(20), bought DATE)",
        "INSERT INTO orders VALUES (1, 'a', '2020-01-01'), (2, NULL, '2020-01-02'), (3, 'c',"
                + " '2020-01-03')",
        "CREATE TABLE things (x INTEGER)",
    };
    static final String ADD_COLUMN = "ALTER TABLE orders ADD COLUMN extra INTEGER";

    private ContractTables() {}
}
