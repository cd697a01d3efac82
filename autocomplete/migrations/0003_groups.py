from typing import Any

from django.db import migrations

from autocomplete.groups import EDITORS, PUBLISHERS, VIEWERS, grant

# Sites, their keys and who belongs to which group are for administrators only: whoever may change
# a site sees its signing secret.
LOOK = (
    "view_site",
    "view_allowedorigin",
    "view_publickey",
    "view_languagemodelentry",
    "view_profiledraft",
    "view_profileversion",
)
EDIT = (
    "add_profiledraft",
    "change_profiledraft",
    "delete_profiledraft",
    "probe_languagemodelentry",
)
# Publishers alone say where typed text is sent, and with which key.
PUBLISH = (
    "publish_profiledraft",
    "add_languagemodelentry",
    "change_languagemodelentry",
    "delete_languagemodelentry",
)


def make_groups(apps: Any, schema_editor: Any) -> None:
    grant(
        apps,
        {
            VIEWERS: LOOK,
            EDITORS: (*LOOK, *EDIT),
            PUBLISHERS: (*LOOK, *EDIT, *PUBLISH),
        },
    )


class Migration(migrations.Migration):

    dependencies = [
        ('autocomplete', '0002_profiles_and_models'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
    ]

    operations = [
        migrations.RunPython(make_groups, migrations.RunPython.noop),
    ]
