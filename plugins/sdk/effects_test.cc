#include "plugins/sdk/effects.h"

#include <gtest/gtest.h>

#include <string>

#include "plugins/sdk/sdk_testing.h"

namespace liaison::plugin {
namespace {

v1::Alert GoodAlert() {
  v1::Alert alert;
  alert.set_code("TEN");
  alert.add_mailboxes("opng/ops");
  alert.add_refs(std::string(32, 'h'));
  v1::Param& param = *alert.add_params();
  param.set_name("count");
  param.set_integer(10);
  return alert;
}

v1::Release GoodRelease() {
  v1::Release release;
  release.set_envelope(std::string(32, 'h'));
  release.set_office("opng");
  release.add_mailboxes("opng/duty");
  release.set_reason("DUE");
  return release;
}

std::string MistakeIn(const v1::Effect& effect) {
  v1::EventResult result;
  *result.add_effects() = effect;
  return Mistake(result, TestLimits());
}
std::string MistakeIn(const v1::Alert& alert) {
  v1::Effect effect;
  *effect.mutable_alert() = alert;
  return MistakeIn(effect);
}
std::string MistakeIn(const v1::Release& release) {
  v1::Effect effect;
  *effect.mutable_release() = release;
  return MistakeIn(effect);
}
std::string MistakeInPut(const std::string& key, const std::string& value) {
  v1::Effect effect;
  effect.mutable_put()->set_key(key);
  effect.mutable_put()->set_value(value);
  return MistakeIn(effect);
}

TEST(Effects, KeepToTheLimitsOfTheHub) {
  const v1::Limits limits = TestLimits();
  EXPECT_EQ(MistakeInPut("key", ""), "");
  EXPECT_EQ(MistakeInPut("", ""), "effect 0: empty key");
  EXPECT_EQ(MistakeInPut(std::string(limits.key_bytes_max(), 'k'), ""), "");
  EXPECT_EQ(MistakeInPut(std::string(limits.key_bytes_max() + 1, 'k'), ""),
            "effect 0: key of 257 bytes, at most 256");
  EXPECT_EQ(MistakeInPut("key", std::string(limits.value_bytes_max(), 'v')), "");
  EXPECT_EQ(MistakeInPut("key", std::string(limits.value_bytes_max() + 1, 'v')),
            "effect 0: value of 65537 bytes, at most 65536");
  v1::EventResult result;
  for (uint32_t i = 0; i < limits.effects_per_event_max(); ++i) {
    result.add_effects()->mutable_delete_()->set_key("key");
  }
  EXPECT_EQ(Mistake(result, limits), "");
  result.add_effects()->mutable_delete_()->set_key("key");
  EXPECT_EQ(Mistake(result, limits), "65 effects, at most 64");
}

TEST(Effects, NameWhatAnAlertLacks) {
  EXPECT_EQ(MistakeIn(GoodAlert()), "");
  v1::Alert alert = GoodAlert();
  alert.set_code("two words");
  EXPECT_EQ(MistakeIn(alert), "effect 0: alert code \"two words\"");
  alert = GoodAlert();
  alert.clear_mailboxes();
  EXPECT_EQ(MistakeIn(alert), "effect 0: alert TEN to nobody");
  alert.set_public_(true);
  EXPECT_EQ(MistakeIn(alert), "");
  alert = GoodAlert();
  alert.add_refs("short");
  EXPECT_EQ(MistakeIn(alert), "effect 0: alert TEN: ref is no hash");
  alert = GoodAlert();
  alert.mutable_params(0)->set_token("with space");
  EXPECT_EQ(MistakeIn(alert), "effect 0: alert TEN: param \"count\"");
  alert.mutable_params(0)->set_token(std::string(64, 't'));
  EXPECT_EQ(MistakeIn(alert), "");
  alert.mutable_params(0)->set_token(std::string(65, 't'));
  EXPECT_NE(MistakeIn(alert), "");
}

TEST(Effects, NameWhatAReleaseLacks) {
  EXPECT_EQ(MistakeIn(GoodRelease()), "");
  v1::Release release = GoodRelease();
  release.set_envelope("short");
  EXPECT_NE(MistakeIn(release), "");
  release = GoodRelease();
  release.clear_office();
  EXPECT_NE(MistakeIn(release), "");
  release = GoodRelease();
  release.clear_mailboxes();
  EXPECT_NE(MistakeIn(release), "");
  release = GoodRelease();
  release.clear_reason();
  EXPECT_NE(MistakeIn(release), "");
}

TEST(Effects, EmptyOnesAndUnnamedGaugesAreMistakes) {
  EXPECT_EQ(MistakeIn(v1::Effect()), "effect 0: empty effect");
  v1::Effect effect;
  effect.mutable_gauge();
  EXPECT_NE(MistakeIn(effect), "");
  effect.mutable_gauge()->set_name("open");
  EXPECT_EQ(MistakeIn(effect), "");
}

}  // namespace
}  // namespace liaison::plugin
