from typing import Any

from django.db import migrations

from autocomplete.groups import EDITORS, PUBLISHERS, VIEWERS, grant


# The counts are for everybody; what people wrote is for administrators only.
def grant_events(apps: Any, schema_editor: Any) -> None:
    grant(apps, {group: ["view_eventcounts"] for group in (VIEWERS, EDITORS, PUBLISHERS)})


class Migration(migrations.Migration):

    dependencies = [
        ('autocomplete', '0008_events'),
    ]

    operations = [
        migrations.RunPython(grant_events, migrations.RunPython.noop),
    ]
