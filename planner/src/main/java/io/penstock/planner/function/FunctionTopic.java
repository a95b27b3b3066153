package io.penstock.planner.function;

/** The chapters of the function reference, in order. */
public enum FunctionTopic {
    CONDITION("Conditions"),
    TEXT("Text"),
    REGEX("Regular expressions"),
    NUMBER("Numbers"),
    BIT("Bits"),
    TIME("Dates and times"),
    JSON("JSON"),
    ARRAY("Arrays"),
    MAP("Maps and structs"),
    HASH("Hashes and encodings"),
    OTHER("Other functions"),
    AGGREGATE("Aggregates"),
    STATISTICS("Statistical aggregates"),
    WINDOW("Window functions");

    private final String title;

    FunctionTopic(String title) {
        this.title = title;
    }

    /** The chapter's heading. */
    public String title() {
        return title;
    }
}
