#include "clients/core/report_render/pdf_structure.h"

#include <qpdf/QPDF.hh>

namespace liaison {
namespace {

bool Is(QPDFObjectHandle element, const char* tag) {
  return element.getKey("/S").isNameAndEquals(tag);
}

std::vector<QPDFObjectHandle> ContentOf(QPDFObjectHandle element) {
  QPDFObjectHandle content = element.getKey("/K");
  return content.isArray() ? content.getArrayAsVector() : std::vector<QPDFObjectHandle>{content};
}

void SetContent(QPDFObjectHandle element, const std::vector<QPDFObjectHandle>& content) {
  element.replaceKey("/K", QPDFObjectHandle::newArray(content));
  for (QPDFObjectHandle one : content) one.replaceKey("/P", element);
}

// Whom a TH names.
class Scopes {
 public:
  explicit Scopes(QPDF& pdf) : row_(Scope(pdf, "/Row")), column_(Scope(pdf, "/Column")) {}

  void Set(QPDFObjectHandle table) {
    for (const QPDFObjectHandle& row : ContentOf(table)) {
      std::vector<QPDFObjectHandle> cells = ContentOf(row);
      const bool head = cells.size() > 1 && Is(cells.back(), "/TH");
      for (QPDFObjectHandle& cell : cells) {
        if (Is(cell, "/TH")) cell.replaceKey("/A", head ? column_ : row_);
      }
    }
  }

 private:
  static QPDFObjectHandle Scope(QPDF& pdf, const char* whom) {
    QPDFObjectHandle scope = QPDFObjectHandle::parse("<< /O /Table >>");
    scope.replaceKey("/Scope", QPDFObjectHandle::newName(whom));
    return pdf.makeIndirectObject(scope);
  }

  QPDFObjectHandle row_;
  QPDFObjectHandle column_;
};

}  // namespace

absl::Status CompleteStructure(QPDF& pdf, const std::vector<PdfTag>& tags) {
  QPDFObjectHandle root = pdf.getRoot().getKey("/StructTreeRoot");
  const std::vector<QPDFObjectHandle> drawn = ContentOf(root);
  if (drawn.size() != tags.size()) {
    return absl::InternalError("the PDF has other tags than were drawn");
  }
  Scopes scopes(pdf);
  std::vector<QPDFObjectHandle> elements;
  for (size_t i = 0; i < drawn.size(); ++i) {
    QPDFObjectHandle element = drawn[i];
    if (Is(element, "/Table") && tags[i].goes_on) {
      std::vector<QPDFObjectHandle> rows = ContentOf(elements.back());
      for (const QPDFObjectHandle& row : ContentOf(element)) rows.push_back(row);
      SetContent(elements.back(), rows);
      continue;
    }
    if (!tags[i].alt.empty()) {
      element.replaceKey("/Alt", QPDFObjectHandle::newUnicodeString(tags[i].alt));
    }
    if (!tags[i].language.empty()) {
      element.replaceKey("/Lang", QPDFObjectHandle::newUnicodeString(tags[i].language));
    }
    elements.push_back(element);
  }
  for (const QPDFObjectHandle& element : elements) {
    if (Is(element, "/Table")) scopes.Set(element);
  }
  QPDFObjectHandle document =
      pdf.makeIndirectObject(QPDFObjectHandle::parse("<< /Type /StructElem /S /Document >>"));
  SetContent(document, elements);
  SetContent(root, {document});
  pdf.getRoot().replaceKey("/MarkInfo", QPDFObjectHandle::parse("<< /Marked true >>"));
  return absl::OkStatus();
}

}  // namespace liaison
