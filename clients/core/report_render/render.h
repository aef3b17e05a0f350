// A report for people: PDF, HTML, tables. Model and answers in, bytes out; the same bytes for the
// same request wherever `render.json` is the same, whatever zone, locale, folder, user or fonts of
// the machine. Source: REPORTS section C.
#ifndef LIAISON_CLIENTS_CORE_REPORT_RENDER_RENDER_H_
#define LIAISON_CLIENTS_CORE_REPORT_RENDER_RENDER_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/core/language/language.h"
#include "clients/core/language/phrasebook.h"
#include "clients/core/map_document/document.h"
#include "clients/core/report/model.h"
#include "proto/text/hash.h"

namespace liaison {

// A guarantor's answer, for the cover and the reservations.
struct RenderedAnswer {
  std::string office;
  std::string act;            // "sign", "reserve", "refuse"; empty: none
  std::string text;           // of the reservation or refusal, untranslated; empty: none
  bool text_missing = false;  // the answer names a letter that is not here
  std::string language;       // of that text, "tr"
  Hash note;                  // of the answer's text; meaningless without act
  LeafIndex index;
  std::string remark;  // "key_revoked_later"; empty: none
};

struct RenderRequest {
  const ReportModel& model;
  Hash digest;                          // M
  std::string outcome;                  // "unanimous"...; empty: a draft, and every page says so
  std::vector<RenderedAnswer> answers;  // by office
  // What lies attached in the PDF beside render.json: name -> bytes, "report.json",
  // "manifest.json", "evidence.zip".
  std::map<std::string, std::string> attachments;
  const MapDocument* map = nullptr;  // in force at the end of the period; nullptr: no picture
  std::string map_name;              // "v3"
  Hash map_digest;
  Language language = Language::kEn;
  bool latin_digits = false;  // in Arabic and Persian figures; identifiers are always 0-9
};

// Folder of the pinned fonts, "/usr/share/fonts/truetype/noto": every one is compared with its
// known SHA-256 before it is used. Canonical JSON: versions of what draws, CPU, fonts' hashes,
// language, digits. Errors: FailedPrecondition FONT (absent or another one; the subject is its
// file).
absl::StatusOr<std::string> RenderEnvironment(const RenderRequest& request);

// Errors of all: those of RenderEnvironment; ResourceExhausted (no memory).
absl::StatusOr<std::string> RenderPdf(const RenderRequest& request, const Phrasebook& phrases);
absl::StatusOr<std::string> RenderHtml(const RenderRequest& request, const Phrasebook& phrases);
// "figures.csv", "rows.csv", ... and "datapackage.json" (Frictionless Data Package, with SHA-256).
absl::StatusOr<std::map<std::string, std::string>> RenderTables(const RenderRequest& request,
                                                                const Phrasebook& phrases);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_RENDER_RENDER_H_
