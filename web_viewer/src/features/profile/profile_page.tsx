/** One's own page: who one is, another password, another e-mail address. */

import { useQuery } from "@tanstack/react-query";
import { meQuery } from "@/api/queries";
import { Fact, Facts } from "@/ui/facts";
import { Page } from "@/ui/page";
import { Section } from "@/ui/section";
import { View } from "@/ui/states";
import { t } from "@/ui/text";
import { ChangeEmail } from "./change_email";
import { ChangePassword } from "./change_password";
import { SecondStep } from "./second_step";
import { NoticeChoices } from "./notice_choices";
import { OwnSignIns } from "./own_sign_ins";

export function ProfilePage() {
  const me = useQuery(meQuery);
  return (
    <Page title={t("profile.title")} width="form">
      <View of={me}>
        {({ account }) => (
          <div className="hr-form">
            <Section title={t("profile.you")}>
              <Facts>
                <Fact label={t("field.name")}>{account.name}</Fact>
                <Fact label={t("field.email")}>{account.email}</Fact>
              </Facts>
            </Section>
            <Section title={t("factor.title")}>
              <SecondStep />
            </Section>
            <Section title={t("notices.title")}>
              <NoticeChoices />
            </Section>
            <Section title={t("profile.change_password")}>
              <ChangePassword email={account.email} />
            </Section>
            <Section title={t("profile.change_email")}>
              <ChangeEmail />
            </Section>
            <Section title={t("sign_ins.title")}>
              <OwnSignIns />
            </Section>
          </div>
        )}
      </View>
    </Page>
  );
}
