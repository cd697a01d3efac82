from typing import Any

from django.db import migrations

from autocomplete.groups import EDITORS, PUBLISHERS, VIEWERS, grant

KEPT = ("phraselist", "phrase", "phrasehistory")


# Phrases are suggested at once, without a draft: so only publishers change them. Tokens are for
# administrators only, as all secrets of a site.
def grant_phrases(apps: Any, schema_editor: Any) -> None:
    look = [f"view_{model}" for model in (*KEPT, "historyentry")]
    change = [f"{verb}_{model}" for verb in ("add", "change", "delete") for model in KEPT]
    grant(
        apps,
        {VIEWERS: look, EDITORS: look, PUBLISHERS: [*look, *change, "delete_historyentry"]},
    )


class Migration(migrations.Migration):

    dependencies = [
        ('autocomplete', '0010_phrases'),
    ]

    operations = [
        migrations.RunPython(grant_phrases, migrations.RunPython.noop),
    ]
