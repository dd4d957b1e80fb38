//! A whole operation, to show one contact detail. Plannr documents no such operation: it is only the exercise.

use super::{
    CONTRACT, DOCUMENTATION, DRIVER, EMBEDDED_SERVER, EMBEDDED_SPEC, Exercise, GENERATE, NOT_GENERATED, OPERATIONS,
    README, SPEC, SPEC_DIFF, fails, insert, passes,
};

pub(super) const EXERCISE: Exercise = Exercise {
    heading: "### An operation",
    steps: &[
        insert(
            SPEC,
            "\n  /api/v2/contact-details/{uuid}:",
            r##"
    get:
      operationId: showContactDetail
      tags: [contact-details]
      summary: Show a contact detail
      description: Only an exercise; Plannr documents no operation for a single contact detail.
      parameters:
        - $ref: "#/components/parameters/ContactDetailUuid"
        - $ref: "#/components/parameters/PlannrAccountUuid"
      responses:
        "200":
          $ref: "#/components/responses/ContactDetailShown"
        "401":
          $ref: "#/components/responses/Unauthenticated"
        "403":
          $ref: "#/components/responses/Forbidden"
        "404":
          $ref: "#/components/responses/NotFound"
        "429":
          $ref: "#/components/responses/TooManyRequests"
        5XX:
          $ref: "#/components/responses/ServerError""##,
        ),
        insert(
            SPEC,
            "\n  responses:",
            r##"
    ContactDetailShown:
      description: The contact detail.
      headers:
        X-Ratelimit-Remaining:
          $ref: "#/components/headers/RateLimitRemaining"
        X-RateLimit-Limit:
          $ref: "#/components/headers/RateLimitLimit"
      content:
        application/json:
          schema:
            $ref: "#/components/schemas/ContactDetail"
          examples:
            email:
              $ref: "#/components/examples/CreatedEmail""##,
        ),
        NOT_GENERATED,
        passes(GENERATE, "plannr-sdk/src/generated.rs written"),
        fails(
            CONTRACT,
            "has no wrapper that the tests know: write one in plannr-sdk/src/contact_details.rs, and say in \
             tests/src/drive.rs how it is called",
        ),
        insert(
            OPERATIONS,
            "\n        transport::call(&self.client, &make, decode::resource).await.map_err(|error| error.about(uuid))\n    }\n",
            r#"
    /// Shows a contact detail. Only an exercise: Plannr documents no such operation.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), plannr_sdk::Error> {
    /// # let mock = plannr_sdk::mock::MockServer::start().await;
    /// # let plannr = mock.plannr();
    /// let shown = plannr.contact_details().show(plannr_sdk::Uuid::nil()).await;
    /// assert!(shown.is_err_and(|error| error.is_not_found()));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// Any; see [`Error`].
    pub async fn show(&self, uuid: Uuid) -> Result<Response<ContactDetail>, Error> {
        let make = || self.client.show_contact_detail(&uuid, &self.account);
        transport::call(&self.client, &make, decode::resource).await
    }
"#,
        ),
        insert(
            DRIVER,
            "\n    let details = plannr.contact_details();\n    match operation.id() {",
            r#"
        "showContactDetail" => Ok(details.show(uuid(operation, call)?).await.map(Answered::Detail)),"#,
        ),
        fails(CONTRACT, "The mock server does not know showContactDetail: say in plannr-sdk/src/mock/ what it does."),
        insert(
            EMBEDDED_SPEC,
            r#"
pub(super) const UPDATE: &str = "updateContactDetail";"#,
            r#"
pub(super) const SHOW: &str = "showContactDetail";"#,
        ),
        insert(EMBEDDED_SERVER, "use super::spec::{CREATE, LIST, Operation,", " SHOW,"),
        insert(
            EMBEDDED_SERVER,
            "\n        match operation.id.as_str() {",
            "
            SHOW => self.show(operation.success, store, named(store, &placeholders)?.uuid),",
        ),
        passes(CONTRACT, "test result: ok"),
        fails(DOCUMENTATION, "no row is of `showContactDetail`, `GET /api/v2/contact-details/{uuid}`"),
        insert(
            README,
            "| in the spec | over HTTP | in the SDK |\n|---|---|---|",
            "
| `showContactDetail` | `GET /api/v2/contact-details/{uuid}` | `contact_details().show(uuid)` |",
        ),
        passes(DOCUMENTATION, "test result: ok"),
        passes(SPEC_DIFF, "0 breaking, 1 that add, 0 of text"),
    ],
};
