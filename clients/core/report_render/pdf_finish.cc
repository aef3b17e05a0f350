#include "clients/core/report_render/pdf_finish.h"

#include <exception>
#include <new>
#include <qpdf/Buffer.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFEFStreamObjectHelper.hh>
#include <qpdf/QPDFEmbeddedFileDocumentHelper.hh>
#include <qpdf/QPDFFileSpecObjectHelper.hh>
#include <qpdf/QPDFWriter.hh>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

void SetDates(QPDF& pdf, const std::string& date) {
  QPDFObjectHandle info = pdf.getTrailer().getKey("/Info");
  info.replaceKey("/CreationDate", QPDFObjectHandle::newString(date));
  info.replaceKey("/ModDate", QPDFObjectHandle::newString(date));
}

void SetCatalog(QPDF& pdf, const PdfFinish& finish) {
  QPDFObjectHandle root = pdf.getRoot();
  root.replaceKey("/Lang", QPDFObjectHandle::newUnicodeString(finish.language));
  QPDFObjectHandle preferences = QPDFObjectHandle::newDictionary();
  preferences.replaceKey("/DisplayDocTitle", QPDFObjectHandle::newBool(true));
  preferences.replaceKey("/Direction",
                         QPDFObjectHandle::newName(finish.right_to_left ? "/R2L" : "/L2R"));
  root.replaceKey("/ViewerPreferences", preferences);
}

// Listed among the attachments, and associated with the whole document (/AF).
void Attach(QPDF& pdf, const PdfFinish& finish, const std::string& date) {
  QPDFObjectHandle associated = QPDFObjectHandle::newArray();
  QPDFEmbeddedFileDocumentHelper files(pdf);
  for (const PdfAttachment& attachment : finish.attachments) {
    QPDFEFStreamObjectHelper stream =
        QPDFEFStreamObjectHelper::createEFStream(pdf, attachment.bytes);
    stream.setCreationDate(date).setModDate(date).setSubtype(attachment.type);
    QPDFFileSpecObjectHelper spec =
        QPDFFileSpecObjectHelper::createFileSpec(pdf, attachment.name, stream);
    spec.getObjectHandle().replaceKey("/AFRelationship",
                                      QPDFObjectHandle::newName(attachment.relationship));
    files.replaceEmbeddedFile(attachment.name, spec);
    associated.appendItem(spec.getObjectHandle());
  }
  if (!finish.attachments.empty()) pdf.getRoot().replaceKey("/AF", associated);
}

std::string Written(QPDF& pdf) {
  QPDFWriter writer(pdf);
  writer.setOutputMemory();
  writer.setDeterministicID(true);
  writer.write();
  const std::shared_ptr<Buffer> bytes = writer.getBufferSharedPointer();
  return {reinterpret_cast<const char*>(bytes->getBuffer()), bytes->getSize()};
}

absl::StatusOr<std::string> Finished(absl::string_view bytes, const PdfFinish& finish) {
  // As cairo's, with the prefix that it omits.
  const std::string date = absl::FormatTime("D:%Y%m%d%H%M%SZ", absl::FromUnixSeconds(finish.time_s),
                                            absl::UTCTimeZone());
  QPDF pdf;
  pdf.setSuppressWarnings(true);  // it would write them to stderr
  pdf.processMemoryFile("report", bytes.data(), bytes.size());
  SetDates(pdf, date);
  SetCatalog(pdf, finish);
  RETURN_IF_ERROR(CompleteStructure(pdf, finish.tags));
  Attach(pdf, finish, date);
  return Written(pdf);
}

}  // namespace

std::string QpdfVersion() { return QPDF::QPDFVersion(); }

absl::StatusOr<std::string> FinishPdf(absl::string_view pdf, const PdfFinish& finish) {
  try {
    return Finished(pdf, finish);
  } catch (const std::bad_alloc&) {
    return absl::ResourceExhaustedError("no memory to finish the PDF");
  } catch (const std::exception& error) {
    return absl::InternalError(absl::StrCat("qpdf: ", error.what()));
  }
}

}  // namespace liaison
