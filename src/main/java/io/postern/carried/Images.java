package io.postern.carried;

import io.postern.directive.Args;
import io.postern.directive.Complaint;
import io.postern.directive.Units;

/** image_filter and its numbers (ngx_http_image_filter_module). */
final class Images {
    private Images() {}

    /** A number, or text with variables, that is at least so much; "-" counts as -1. */
    static void value(Args args, long least) {
        if (!Script.compile(args, args.get(1)) && number(args.get(1)) < least) {
            throw Complaint.here("invalid value \"" + args.get(1) + '"');
        }
    }

    private static long number(String text) {
        return text.equals("-") ? -1 : Math.max(0, Units.number(text));
    }

    static void filter(Args args) {
        String what = args.printed(1);
        boolean right = args.count() == 1
                ? what.equals("off") || what.equals("test") || what.equals("size")
                : args.count() == 2 ? what.equals("rotate") : what.equals("resize") || what.equals("crop");
        if (!right) {
            throw invalid(args.get(1));
        }
        for (int i = 2; i <= args.count(); i++) {
            if (Script.compile(args, args.get(i))) {
                continue;
            }
            long number = number(args.get(i));
            if (what.equals("rotate") ? number != 90 && number != 180 && number != 270 : number == 0) {
                throw invalid(args.get(i));
            }
        }
    }

    private static Complaint invalid(String word) {
        return Complaint.here("invalid parameter \"" + word + '"');
    }
}
