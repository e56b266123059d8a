package io.postern.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Lines over a common pair of axes, as SVG; an axis is logarithmic where its values span more than a hundredfold. */
final class Plot {
    private static final int WIDTH = 520;
    private static final int HEIGHT = 260;
    private static final int LEFT = 60;
    private static final int RIGHT = 140;
    private static final int TOP = 28;
    private static final int BOTTOM = 34;
    private static final List<String> COLOURS =
            List.of("#1a6fb5", "#d2691e", "#2e8b57", "#8a4fa3", "#b03060", "#777777");

    private final String title;
    private final String across;
    private final Map<String, Map<Double, Double>> lines;

    /** @param lines by the name of each, y by x */
    Plot(String title, String across, Map<String, Map<Double, Double>> lines) {
        this.title = title;
        this.across = across;
        this.lines = lines;
    }

    String svg() {
        Axis x = new Axis(values(true), LEFT, WIDTH - RIGHT);
        Axis y = new Axis(values(false), HEIGHT - BOTTOM, TOP);
        StringBuilder text = new StringBuilder();
        text.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\">\n"
                .formatted(WIDTH, HEIGHT, WIDTH, HEIGHT));
        label(text, LEFT, 16, "start", "<b>" + title + "</b>");
        for (double tick : x.ticks()) {
            text.append(line(x.at(tick), TOP, x.at(tick), HEIGHT - BOTTOM, "#e4e4e4"));
            label(text, x.at(tick), HEIGHT - BOTTOM + 14, "middle", number(tick));
        }
        for (double tick : y.ticks()) {
            text.append(line(LEFT, y.at(tick), WIDTH - RIGHT, y.at(tick), "#e4e4e4"));
            label(text, LEFT - 5, y.at(tick) + 4, "end", number(tick));
        }
        label(text, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 4, "middle", across);
        int n = 0;
        for (Map.Entry<String, Map<Double, Double>> each : lines.entrySet()) {
            String colour = COLOURS.get(n % COLOURS.size());
            StringBuilder points = new StringBuilder();
            each.getValue().forEach((px, py) -> {
                points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x.at(px), y.at(py)));
                if (each.getValue().size() <= 20) {
                    text.append(String.format(
                            Locale.ROOT,
                            "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.5\" fill=\"%s\"/>%n",
                            x.at(px),
                            y.at(py),
                            colour));
                }
            });
            text.append("<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\" points=\"%s\"/>\n"
                    .formatted(colour, points));
            int height = TOP + 12 + 16 * n++;
            text.append(line(WIDTH - RIGHT + 8, height - 4, WIDTH - RIGHT + 24, height - 4, colour));
            label(text, WIDTH - RIGHT + 28, height, "start", Html.escaped(each.getKey()));
        }
        return text.append("</svg>\n").toString();
    }

    private List<Double> values(boolean x) {
        List<Double> all = new ArrayList<>();
        lines.values().forEach(points -> all.addAll(x ? points.keySet() : points.values()));
        return all;
    }

    private static String line(double x1, double y1, double x2, double y2, String colour) {
        return String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>%n",
                x1,
                y1,
                x2,
                y2,
                colour);
    }

    private static void label(StringBuilder text, double x, double y, String anchor, String words) {
        boolean bold = words.startsWith("<b>");
        text.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\"%s>%s</text>%n",
                x,
                y,
                anchor,
                bold ? " font-weight=\"bold\"" : "",
                bold ? Html.escaped(words.substring(3, words.length() - 4)) : words));
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.format(Locale.ROOT, "%.0f", value) : Report.number(value);
    }

    /** Maps values to places on the page. */
    private static final class Axis {
        private final double low;
        private final double high;
        private final double from;
        private final double to;
        private final boolean logarithmic;

        Axis(List<Double> values, double from, double to) {
            double min = values.stream().mapToDouble(Double::doubleValue).min().orElse(0);
            double max = values.stream().mapToDouble(Double::doubleValue).max().orElse(1);
            logarithmic = min > 0 && max / min > 100;
            low = logarithmic ? Math.pow(10, Math.floor(Math.log10(min))) : Math.min(0, min);
            high = max > low ? max : low + 1;
            this.from = from;
            this.to = to;
        }

        double at(double value) {
            double part = logarithmic
                    ? Math.log(Math.max(value, low) / low) / Math.log(high / low)
                    : (value - low) / (high - low);
            return from + part * (to - from);
        }

        List<Double> ticks() {
            List<Double> all = new ArrayList<>();
            if (logarithmic) {
                for (double tick = low; tick <= high; tick *= 10) {
                    all.add(tick);
                }
                return all;
            }
            double step = Math.pow(10, Math.floor(Math.log10((high - low) / 2)));
            step *= (high - low) / step > 10 ? 5 : (high - low) / step > 5 ? 2 : 1;
            for (double tick = Math.ceil(low / step) * step; tick <= high; tick += step) {
                all.add(tick);
            }
            return all;
        }
    }
}
