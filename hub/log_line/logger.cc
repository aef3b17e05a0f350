#include "hub/log_line/logger.h"

#include <algorithm>
#include <array>

#include "proto/base/error.h"

namespace liaison {
namespace {

constexpr std::array<absl::string_view, 4> kLevelNames = {"error", "warning", "info", "debug"};

bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

bool NeedsQuotes(absl::string_view value) {
  return value.empty() || std::any_of(value.begin(), value.end(), [](char c) {
           return c == ' ' || c == '=' || c == '"' || c == '\\' || IsControl(c);
         });
}

}  // namespace

absl::string_view LogLevelName(LogLevel level) { return kLevelNames[static_cast<size_t>(level)]; }

absl::StatusOr<LogLevel> ParseLogLevel(absl::string_view text) {
  for (size_t i = 0; i < kLevelNames.size(); ++i) {
    if (text == kLevelNames[i]) return static_cast<LogLevel>(i);
  }
  return Malformed("level", "LEVEL", "a log level is error, warning, info or debug");
}

void AppendLogField(absl::string_view key, absl::string_view value, std::string& line) {
  if (!line.empty()) line.push_back(' ');
  absl::StrAppend(&line, key, "=");
  if (!NeedsQuotes(value)) {
    absl::StrAppend(&line, value);
    return;
  }
  line.push_back('"');
  for (const char c : value) {
    if (c == '"' || c == '\\') {
      line.push_back('\\');
      line.push_back(c);
    } else if (c == '\n') {
      line.append("\\n");
    } else if (c == '\t') {
      line.append("\\t");
    } else if (IsControl(c)) {
      absl::StrAppend(&line, "\\x", absl::Hex(static_cast<unsigned char>(c), absl::kZeroPad2));
    } else {
      line.push_back(c);
    }
  }
  line.push_back('"');
}

Logger::Logger(LogLevel level, const Clock& clock, LogSink& sink)
    : level_(level), clock_(clock), sink_(sink) {}

void Logger::Log(LogLevel level, absl::string_view event, std::initializer_list<LogField> fields) {
  if (level > level_) return;
  const absl::Time now = clock_.Now();
  const absl::MutexLock lock(&mutex_);
  Window& window = windows_[std::string(event)];
  // A clock that was set back also opens a new window: it must not silence an event for hours.
  if (now >= window.start + kWindow || now < window.start) {
    if (window.dropped > 0) {
      WriteLine(now, LogLevel::kWarning, "suppressed", {{"of", event}, {"lines", window.dropped}});
    }
    window = Window{.start = now};
  }
  if (window.lines == kLinesPerWindow) {
    ++window.dropped;
    return;
  }
  ++window.lines;
  WriteLine(now, level, event, fields);
}

void Logger::LogError(LogLevel level, absl::string_view event, const absl::Status& status) {
  const std::string reason = ReasonOf(status);
  Log(level, event,
      {{"code", absl::StatusCodeToString(status.code())},
       {"reason", reason.empty() ? absl::string_view("-") : absl::string_view(reason)},
       {"message", status.message()}});
}

void Logger::WriteLine(absl::Time now, LogLevel level, absl::string_view event,
                       std::initializer_list<LogField> fields) {
  std::string line;
  AppendLogField("time", absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", now, absl::UTCTimeZone()), line);
  AppendLogField("level", LogLevelName(level), line);
  AppendLogField("event", event, line);
  for (const LogField& field : fields) AppendLogField(field.key, field.value, line);
  sink_.Write(line);
}

}  // namespace liaison
