/** Lets somebody who is not signed in choose the language of the page. */

import { UnstyledButton } from "@mantine/core";
import { LANGUAGES, chooseLanguage, chosenLanguage, isLanguage } from "./language";
import { t } from "./text";

export function LanguageChoice() {
  const now = chosenLanguage();
  return (
    <div role="group" aria-label={t("account.language")} className="hr-languages">
      {Object.keys(LANGUAGES)
        .filter(isLanguage)
        .map((language) => (
          <UnstyledButton
            key={language}
            lang={language}
            aria-pressed={language === now}
            onClick={() => chooseLanguage(language)}
          >
            {LANGUAGES[language]}
          </UnstyledButton>
        ))}
    </div>
  );
}
