#include "clients/core/report_pack/pdf_attachments.h"

#include <zlib.h>

#include <algorithm>
#include <exception>
#include <limits>
#include <memory>
#include <qpdf/Buffer.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFEmbeddedFileDocumentHelper.hh>
#include <qpdf/QPDFFileSpecObjectHelper.hh>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/core/report_pack/confined_work.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

using Files = std::map<std::string, std::string>;

constexpr size_t kPieceBytes = size_t{64} << 10;
// What reading a report's PDF takes beside the attached bytes themselves, which are passed on piece
// by piece: qpdf's own tables and objects, a stream as it lies there.
constexpr size_t kReaderBytes = size_t{128} << 20;
constexpr size_t kReaderPdfs = 4;
constexpr size_t kReaderSeconds = 10;
constexpr size_t kBytesASecond = size_t{4} << 20;

// How each message of the reader begins.
constexpr char kName = 'n';
constexpr char kBytes = 'b';
constexpr char kError = 'e';

absl::Status NotRead(absl::string_view why, absl::string_view field = "") {
  return MakeError(absl::StatusCode::kInvalidArgument, why,
                   {.reason = "PDF", .subject = "pdf", .field = std::string(field)});
}

void SayPart(ConfinedSay say, char kind, absl::string_view bytes) {
  say(absl::StrCat(absl::string_view(&kind, 1), bytes.substr(0, kPieceBytes)));
}

struct EndInflate {
  void operator()(z_stream* stream) const { inflateEnd(stream); }
};

// qpdf would decompress all of it at once; this says it piece by piece.
absl::Status SayInflated(absl::string_view raw, ConfinedSay say) {
  z_stream stream{};
  if (raw.size() > std::numeric_limits<uInt>::max() || inflateInit(&stream) != Z_OK) {
    return NotRead("an attachment is too large");
  }
  const std::unique_ptr<z_stream, EndInflate> ends(&stream);
  // zlib reads only; its field has no const unless it is built so.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(raw.data()));
  stream.avail_in = static_cast<uInt>(raw.size());
  std::string piece(kPieceBytes, '\0');
  for (int result = Z_OK; result != Z_STREAM_END;) {
    stream.next_out = reinterpret_cast<Bytef*>(piece.data());
    stream.avail_out = kPieceBytes;
    result = inflate(&stream, Z_NO_FLUSH);
    if (result != Z_OK && result != Z_STREAM_END) return NotRead("an attachment is damaged");
    SayPart(say, kBytes, absl::string_view(piece).substr(0, kPieceBytes - stream.avail_out));
  }
  return absl::OkStatus();
}

absl::Status SayStream(QPDFObjectHandle stream, ConfinedSay say) {
  QPDFObjectHandle filter = stream.getDict().getKey("/Filter");
  const std::shared_ptr<Buffer> raw = stream.getRawStreamData();
  absl::string_view bytes(reinterpret_cast<const char*>(raw->getBuffer()), raw->getSize());
  if (filter.isNameAndEquals("/FlateDecode")) return SayInflated(bytes, say);
  if (!filter.isNull()) return NotRead("an attachment is packed in a way that reports do not use");
  for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), kPieceBytes))) {
    SayPart(say, kBytes, bytes);
  }
  return absl::OkStatus();
}

absl::Status SayFiles(absl::string_view pdf, ConfinedSay say) {
  QPDF document;
  document.setSuppressWarnings(true);
  document.setAttemptRecovery(false);
  document.processMemoryFile("report", pdf.data(), pdf.size());
  if (document.isEncrypted()) return NotRead("the PDF is encrypted");
  QPDFEmbeddedFileDocumentHelper helper(document);
  for (const auto& [key, spec] : helper.getEmbeddedFiles()) {
    SayPart(say, kName, spec->getFilename());
    RETURN_IF_ERROR(SayStream(spec->getEmbeddedFileStream(), say));
  }
  return absl::OkStatus();
}

void ReadConfined(absl::string_view pdf, ConfinedSay say) {
  try {
    const absl::Status said = SayFiles(pdf, say);
    if (!said.ok()) SayPart(say, kError, said.message());
  } catch (const std::exception& error) {  // qpdf's way to say so
    SayPart(say, kError, error.what());
  }
}

// What the reader says, which is believed no more than the PDF is.
class Gathering {
 public:
  explicit Gathering(size_t max_bytes) : left_(max_bytes) {}

  absl::Status Take(absl::string_view message) {
    const absl::string_view bytes = message.substr(1);
    if (message.front() == kError) return NotRead(bytes);
    if (message.size() > left_) return NotRead("the attachments are too large");
    left_ -= message.size();
    if (message.front() == kName) {
      const auto [at, is_new] = files_.emplace(std::string(bytes), "");
      if (!is_new) return NotRead("an attachment comes twice");
      last_ = &at->second;
      return absl::OkStatus();
    }
    if (message.front() != kBytes || last_ == nullptr) return NotRead("no attachment");
    last_->append(bytes.data(), bytes.size());
    return absl::OkStatus();
  }
  Files Done() && { return std::move(files_); }

 private:
  size_t left_;
  Files files_;
  std::string* last_ = nullptr;  // of files_, whose elements stay where they are
};

}  // namespace

bool LooksLikePdf(absl::string_view bytes) { return absl::StartsWith(bytes, "%PDF-"); }

absl::StatusOr<Files> ReadPdfAttachments(absl::string_view pdf, size_t max_bytes) {
  if (pdf.size() > kMaxPdfBytes) return NotRead("the PDF is too large");
  Gathering gathering(max_bytes);
  const absl::Status read = RunConfined(
      {.memory_bytes = kReaderBytes + kReaderPdfs * pdf.size(),
       .cpu_s = kReaderSeconds + pdf.size() / kBytesASecond},
      [pdf](ConfinedSay say) { ReadConfined(pdf, say); },
      [&gathering](absl::string_view message) { return gathering.Take(message); });
  if (ReasonOf(read) == "LIMIT") return NotRead(read.message(), "limit");
  RETURN_IF_ERROR(read);
  return std::move(gathering).Done();
}

}  // namespace liaison
