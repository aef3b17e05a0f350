// Bars, each with its number and the name of its office: nothing is told by colour, hatchings only
// help the eye along. Source: REPORTS section C.
#ifndef LIAISON_CLIENTS_CORE_REPORT_RENDER_CHART_H_
#define LIAISON_CLIENTS_CORE_REPORT_RENDER_CHART_H_

#include "clients/core/print/canvas.h"
#include "clients/core/report_render/paper.h"

namespace liaison {

// Points.
double ChartHeight(const PaperChart& chart);
// From the top of `room` on. Bars of offices grow in reading direction; days run from left to
// right in every language.
void DrawChart(Canvas& canvas, const PaperChart& chart, const Rect& room);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_RENDER_CHART_H_
