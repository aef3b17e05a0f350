// Bars, each with its number and the name of its office: nothing is told by colour, hatchings only
// help the eye along. Source: REPORTS section C.
#ifndef LIAISON_CLIENTS_CORE_REPORT_RENDER_CHART_H_
#define LIAISON_CLIENTS_CORE_REPORT_RENDER_CHART_H_

#include <string>

#include "clients/core/print/canvas.h"
#include "clients/core/report_render/paper.h"

namespace liaison {

// Of bars, a name with all its offices; of days, an office's strip: what stays on one page.
size_t ChartParts(const PaperChart& chart);
// Points; every part is as high.
double ChartPartHeight(const PaperChart& chart);
// From the top of `room` on. Bars of offices grow in reading direction; days run from left to
// right in every language.
void DrawChartPart(Canvas& canvas, const PaperChart& chart, size_t part, const Rect& room);

// Title and every value, to a reader that does not see it.
std::string ChartInWords(const PaperChart& chart);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_RENDER_CHART_H_
