package io.penstock.server.system;

import static io.penstock.server.system.Columns.number;
import static io.penstock.server.system.Columns.text;

import io.penstock.planner.function.CatalogueFunction;
import io.penstock.planner.function.FunctionForm;
import io.penstock.query.listing.CatalogListing;

import java.util.ArrayList;
import java.util.List;

/** The functions in {@code information_schema}: a row for each form of each name. */
final class FunctionTables {
    private static final String CATALOG = CatalogListing.CATALOG;
    private static final String SCHEMA = InformationSchema.NAME;

    private FunctionTables() {}

    /**
     * A form of a function under one of its names.
     *
     * @param number of the form, from 1
     */
    private record Routine(CatalogueFunction function, String name, int number, FunctionForm form) {
        static List<Routine> all(CatalogListing listing) {
            List<Routine> routines = new ArrayList<>();
            for (CatalogueFunction function : listing.functions()) {
                List<FunctionForm> forms = function.forms();
                for (String name : function.names()) {
                    for (int i = 0; i < forms.size(); i++) {
                        routines.add(new Routine(function, name, i + 1, forms.get(i)));
                    }
                }
            }
            return routines;
        }

        String specificName() {
            return name + "_" + number;
        }
    }

    static SystemTable routines() {
        return SystemTable.<Routine>of(
                "routines",
                "Functions that SQL may call, a row for each form of each name",
                Routine::all,
                List.of(
                        text("specific_catalog", routine -> CATALOG),
                        text("specific_schema", routine -> SCHEMA),
                        text("specific_name", Routine::specificName),
                        text("routine_catalog", routine -> CATALOG),
                        text("routine_schema", routine -> SCHEMA),
                        text("routine_name", Routine::name),
                        text("routine_type", routine -> "FUNCTION"),
                        text("data_type", routine -> routine.form().result()),
                        text("routine_body", routine -> "EXTERNAL"),
                        text(
                                "is_deterministic",
                                routine -> routine.function().volatileFunction() ? "NO" : "YES"),
                        text("routine_definition", routine -> routine.form().words()),
                        text("routine_comment", routine -> routine.function().description())));
    }

    /**
     * A parameter of a form.
     *
     * @param place from 0
     */
    private record Argument(Routine routine, int place) {
        static List<Argument> all(CatalogListing listing) {
            List<Argument> arguments = new ArrayList<>();
            for (Routine routine : Routine.all(listing)) {
                for (int i = 0; i < routine.form().parameters().size(); i++) {
                    arguments.add(new Argument(routine, i));
                }
            }
            return arguments;
        }

        FunctionForm.Parameter parameter() {
            return routine.form().parameters().get(place);
        }
    }

    static SystemTable parameters() {
        return SystemTable.<Argument>of(
                "parameters",
                "What functions take, a row for each parameter of each form",
                Argument::all,
                List.of(
                        text("specific_catalog", argument -> CATALOG),
                        text("specific_schema", argument -> SCHEMA),
                        text("specific_name", argument -> argument.routine().specificName()),
                        number("ordinal_position", argument -> argument.place() + 1),
                        text("parameter_mode", argument -> "IN"),
                        text("is_result", argument -> "NO"),
                        text("parameter_name", argument -> argument.parameter().name()),
                        text("data_type", argument -> argument.parameter().type())));
    }
}
