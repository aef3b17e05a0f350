#include "clients/core/report_pack/pdf_attachments.h"

#include <zlib.h>

#include <exception>
#include <limits>
#include <memory>
#include <qpdf/Buffer.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFEmbeddedFileDocumentHelper.hh>
#include <qpdf/QPDFFileSpecObjectHelper.hh>
#include <utility>

#include "absl/strings/match.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

using Files = std::map<std::string, std::string>;

constexpr size_t kPieceBytes = size_t{64} << 10;

absl::Status NotRead(absl::string_view why) {
  return MakeError(absl::StatusCode::kInvalidArgument, why,
                   {.reason = "PDF", .subject = "pdf", .field = ""});
}

struct EndInflate {
  void operator()(z_stream* stream) const { inflateEnd(stream); }
};

// qpdf decompresses whatever comes; this stops at `max_bytes`.
absl::StatusOr<std::string> Inflated(absl::string_view raw, size_t max_bytes) {
  z_stream stream{};
  if (raw.size() > std::numeric_limits<uInt>::max() || inflateInit(&stream) != Z_OK) {
    return NotRead("an attachment is too large");
  }
  const std::unique_ptr<z_stream, EndInflate> ends(&stream);
  // zlib reads only; its field has no const unless it is built so.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(raw.data()));
  stream.avail_in = static_cast<uInt>(raw.size());
  std::string bytes;
  std::string piece(kPieceBytes, '\0');
  for (int result = Z_OK; result != Z_STREAM_END;) {
    stream.next_out = reinterpret_cast<Bytef*>(piece.data());
    stream.avail_out = kPieceBytes;
    result = inflate(&stream, Z_NO_FLUSH);
    const size_t got = kPieceBytes - stream.avail_out;
    if ((result != Z_OK && result != Z_STREAM_END) || got > max_bytes - bytes.size()) {
      return NotRead("an attachment is damaged, or they are too large");
    }
    bytes.append(piece, 0, got);
  }
  return bytes;
}

absl::StatusOr<std::string> Decoded(QPDFObjectHandle stream, size_t max_bytes) {
  QPDFObjectHandle filter = stream.getDict().getKey("/Filter");
  const std::shared_ptr<Buffer> raw = stream.getRawStreamData();
  const absl::string_view bytes(reinterpret_cast<const char*>(raw->getBuffer()), raw->getSize());
  if (filter.isNameAndEquals("/FlateDecode")) return Inflated(bytes, max_bytes);
  if (!filter.isNull() || bytes.size() > max_bytes) {
    return NotRead("an attachment is packed in a way that reports do not use, or too large");
  }
  return std::string(bytes);
}

absl::StatusOr<Files> Collect(absl::string_view pdf, size_t max_bytes) {
  QPDF document;
  document.setSuppressWarnings(true);
  document.setAttemptRecovery(false);
  document.processMemoryFile("report", pdf.data(), pdf.size());
  if (document.isEncrypted()) return NotRead("the PDF is encrypted");
  Files files;
  size_t left = max_bytes;
  QPDFEmbeddedFileDocumentHelper helper(document);
  for (const auto& [key, spec] : helper.getEmbeddedFiles()) {
    ASSIGN_OR_RETURN(std::string bytes, Decoded(spec->getEmbeddedFileStream(), left));
    left -= bytes.size();
    if (!files.emplace(spec->getFilename(), std::move(bytes)).second) {
      return NotRead("an attachment comes twice");
    }
  }
  return files;
}

}  // namespace

bool LooksLikePdf(absl::string_view bytes) { return absl::StartsWith(bytes, "%PDF-"); }

absl::StatusOr<Files> ReadPdfAttachments(absl::string_view pdf, size_t max_bytes) {
  if (pdf.size() > kMaxPdfBytes) return NotRead("the PDF is too large");
  try {
    return Collect(pdf, max_bytes);
  } catch (const std::exception& error) {  // qpdf's way to say so
    return NotRead(error.what());
  }
}

}  // namespace liaison
