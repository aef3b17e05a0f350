#include "clients/core/report_render/chart.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace liaison {
namespace {

constexpr Ink kLetterInk{0.1, 0.1, 0.12};
constexpr Ink kBarInk{0.25, 0.33, 0.45};
constexpr Ink kAxisInk{0.5, 0.5, 0.52};
const Lettering kName{.size = 8, .face = Face::kBold, .ink = kLetterInk};
const Lettering kLabel{.size = 7, .ink = kLetterInk};
const Lettering kDay{.size = 5.4, .ink = kLetterInk};
const Lettering kValue{.size = 6.2, .ink = kLetterInk};

// Bars of an office and a name.
constexpr double kBarStep = 12;
constexpr double kBarHeight = 8.5;
constexpr double kGroupGap = 5;
constexpr double kNameShare = 0.2;
constexpr double kOfficeShare = 0.16;
constexpr double kValueShare = 0.08;
// A strip of days.
constexpr double kStripName = 14;
constexpr double kStripBars = 44;
constexpr double kStripDays = 10;
constexpr double kStripGap = 7;
constexpr double kDayLabelWidth = 16;

int64_t Most(const PaperChart& chart) {
  int64_t most = 1;
  for (const ChartSeries& series : chart.series) {
    for (const std::optional<int64_t>& value : series.values)
      most = std::max(most, value.value_or(0));
  }
  return most;
}

// Each office's bars look the same everywhere in the report.
void DrawBar(Canvas& canvas, const Rect& bar, size_t office) {
  if (bar.w <= 0 || bar.h <= 0) return;
  const Outline outline = {
      {{bar.x, bar.y}, {bar.right(), bar.y}, {bar.right(), bar.bottom()}, {bar.x, bar.bottom()}}};
  const Pen hatch{.ink = kBarInk, .width = 0.6};
  switch (office % 4) {
    case 0:
      canvas.FillRect(bar, kBarInk);
      break;
    case 1:
      canvas.HatchIn(outline, Hatch::kRising, 4, hatch);
      break;
    case 2:
      canvas.HatchIn(outline, Hatch::kCrossed, 5, hatch);
      break;
    default:  // the outline alone
      break;
  }
  canvas.StrokeRect(bar, {.ink = kBarInk, .width = 0.8});
}

Rect Facing(const Canvas& canvas, const Rect& room, Rect rect) {
  if (canvas.right_to_left()) rect.x = room.x + room.right() - rect.right();
  return rect;
}

void DrawBars(Canvas& canvas, const PaperChart& chart, size_t name, const Rect& room) {
  const double bars_x = room.x + room.w * (kNameShare + kOfficeShare);
  const double bars_w = room.right() - bars_x - room.w * kValueShare;
  const double most = static_cast<double>(Most(chart));
  canvas.WriteText(chart.names[name],
                   Facing(canvas, room, {room.x, room.y, room.w * kNameShare - 4, 0}),
                   Align::kStart, kName);
  double y = room.y;
  for (size_t office = 0; office < chart.series.size(); ++office) {
    const ChartSeries& series = chart.series[office];
    const double width = bars_w * static_cast<double>(series.values[name].value_or(0)) / most;
    canvas.WriteText(
        series.name,
        Facing(canvas, room, {room.x + room.w * kNameShare, y, room.w * kOfficeShare - 4, 0}),
        Align::kEnd, kLabel);
    DrawBar(canvas, Facing(canvas, room, {bars_x, y + 1, width, kBarHeight}), office);
    canvas.WriteText(series.shown[name],
                     Facing(canvas, room, {bars_x + width + 3, y, room.w * kValueShare, 0}),
                     Align::kStart, kLabel);
    y += kBarStep;
  }
  const Rect axis = Facing(canvas, room, {bars_x, room.y, 0, 0});
  canvas.Stroke({{{axis.x, axis.y}, {axis.x, y - 1}}}, false, {.ink = kAxisInk, .width = 0.6});
}

void DrawStrip(Canvas& canvas, const PaperChart& chart, size_t office, const Rect& room) {
  const ChartSeries& series = chart.series[office];
  canvas.WriteText(series.name, room, Align::kStart, kName);
  const double step = room.w / static_cast<double>(chart.names.size());
  const double base = room.y + kStripName + kStripBars;
  const double most = static_cast<double>(Most(chart));
  const auto every = static_cast<size_t>(kDayLabelWidth / step) + 1;
  for (size_t day = 0; day < chart.names.size(); ++day) {
    const double x = room.x + static_cast<double>(day) * step;
    constexpr double kValueHeight = 10;
    const double height =
        (kStripBars - kValueHeight) * static_cast<double>(series.values[day].value_or(0)) / most;
    DrawBar(canvas, {x + step * 0.15, base - height, step * 0.7, height}, office);
    if (every == 1) {
      canvas.WriteText(series.shown[day], {x, base - height - kValueHeight, step, 0},
                       Align::kCenter, kValue);
    }
    if (day % every == 0) {
      canvas.WriteText(chart.names[day], {x, base + 1, step * static_cast<double>(every), 0},
                       every == 1 ? Align::kCenter : Align::kStart, kDay);
    }
  }
  canvas.Stroke({{{room.x, base}, {room.right(), base}}}, false, {.ink = kAxisInk, .width = 0.6});
}

}  // namespace

size_t ChartParts(const PaperChart& chart) {
  if (chart.names.empty()) return 0;
  return chart.time ? chart.series.size() : chart.names.size();
}

double ChartPartHeight(const PaperChart& chart) {
  if (chart.time) return kStripName + kStripBars + kStripDays + kStripGap;
  return static_cast<double>(chart.series.size()) * kBarStep + kGroupGap;
}

void DrawChartPart(Canvas& canvas, const PaperChart& chart, size_t part, const Rect& room) {
  if (chart.time) {
    DrawStrip(canvas, chart, part, room);
  } else {
    DrawBars(canvas, chart, part, room);
  }
}

std::string ChartInWords(const PaperChart& chart) {
  std::string words = chart.title;
  for (const ChartSeries& series : chart.series) {
    absl::StrAppend(&words, ". ", series.name, ":");
    for (size_t i = 0; i < chart.names.size(); ++i) {
      absl::StrAppend(&words, i == 0 ? " " : "; ", chart.names[i], " ", series.shown[i]);
    }
  }
  return words;
}

}  // namespace liaison
