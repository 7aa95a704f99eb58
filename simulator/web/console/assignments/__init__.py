"""An app's Assignments tab: who has the app, and the dialogs that assign it and edit assignments (okta-console 4)."""
